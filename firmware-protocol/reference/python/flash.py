# Flash: what survives a power cut, in one file - the old memory or the new one, never half of it.
import json
import os


def load(path):
    return json.loads(path.read_text()) if path.exists() else None


def save(path, memory):
    aside = path.with_suffix(".new")
    with aside.open("w") as new:
        new.write(json.dumps(memory))
        new.flush()
        os.fsync(new.fileno())
    aside.replace(path)
