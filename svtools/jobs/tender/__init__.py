"""The tender side: from the pre-procurement record to the promises in the register."""
