"""A long job goes on in a process of its own, so that Excel need not wait for it.

There is one at a time. `desk` is Excel's side, `job` the other process; they know of each other by
the files of `files` alone, so that an Excel that is started later can tell what came of a job.
"""
