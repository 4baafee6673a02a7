"""Lists of images by the rules of im2rec: prefix, root, options as JSON."""
import json
import os
import random
import sys

prefix, root, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


def images():
    if not options["recursive"]:
        return [(name, 0) for name in sorted(os.listdir(root)) if accepted(root, name)]
    found, labels = [], {}
    for folder, folders, names in os.walk(root, followlinks=True):
        folders.sort()
        for name in sorted(names):
            if accepted(folder, name):
                label = labels.setdefault(folder, len(labels))
                found.append((os.path.relpath(os.path.join(folder, name), root), label))
    return found


def accepted(folder, name):
    is_file = os.path.isfile(os.path.join(folder, name))
    return is_file and os.path.splitext(name)[1].lower() in options["exts"]


def write(name, lines):
    with open(prefix + name + ".lst", "w", encoding="utf-8") as file:
        for index, path, label in lines:
            file.write("%d\t%f\t%s\n" % (index, label, path))


items = [(index, path, label) for index, (path, label) in enumerate(images())]
if options["shuffle"]:
    random.seed(100)
    random.shuffle(items)
chunks, train, test = options["chunks"], options["trainRatio"], options["testRatio"]
size = (len(items) + chunks - 1) // chunks
for i in range(chunks):
    chunk = items[i * size:(i + 1) * size]
    number = "_%d" % i if chunks > 1 else ""
    tested, trained = int(size * test), int(size * train)
    if train == 1:
        write(number, chunk)
        continue
    if test:
        write(number + "_test", chunk[:tested])
    if train + test < 1:
        write(number + "_val", chunk[tested + trained:])
    write(number + "_train", chunk[tested:tested + trained])
