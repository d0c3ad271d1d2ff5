// Runs the code of a Lite workbook in Pyodide and answers the calls on standard input, as JSON.
//   node run.mjs PYODIDE FOLDER
// PYODIDE is npm's package; FOLDER holds main.py, xlwings.py (a stand-in) and yaml.
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const { calls, typed } = JSON.parse(readFileSync(0, "utf8"));

// What Excel says of itself: whether its runtime takes errors as such (from 1.4 on).
globalThis.Office = { context: { requirements: { isSetSupported: () => typed } } };

const python = await loadPyodide({ stdout: () => {}, stderr: console.error });
python.mountNodeFS("/given", folder);
python.globals.set("calls", JSON.stringify(calls));
const said = await python.runPythonAsync(`
import json, sys, types
sys.path.insert(0, "/given")
import xlwings
main = types.ModuleType("main")
exec(compile(open("/given/main.py").read(), "main.py", "exec"), main.__dict__)
functions = {name: each for name, each in vars(main).items() if hasattr(each, "for_excel")}
json.dumps({
    "functions": sorted(functions),
    "heavy": sorted({name.partition(".")[0] for name in sys.modules} & {"pandas", "numpy", "openpyxl"}),
    "answers": [xlwings.called(functions[name], given) for name, given in json.loads(calls)],
})
`);
writeSync(1, said);
