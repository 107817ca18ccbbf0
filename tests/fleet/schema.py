# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a version of Kubernetes says a document may have, by its OpenAPI: which members, of which types.

It is read from Debian's python3-kubernetes, whose classes are generated from that, without running it.
"""
import ast
import glob
import os
import re

PACKAGE = "python3-kubernetes"
MODELS = "usr/lib/python3/dist-packages/kubernetes/client/models"
SIMPLE = {"str": str, "int": int, "bool": bool, "float": (int, float), "datetime": str, "object": object}


def literals(tree, *names):
    """The values of these attributes of the class of a module."""
    found = {node.targets[0].id: ast.literal_eval(node.value)
             for class_ in tree.body if isinstance(class_, ast.ClassDef)
             for node in class_.body if isinstance(node, ast.Assign) and node.targets[0].id in names}
    return [found[name] for name in names]


class Schema:
    """The models of the package that is unpacked in a directory."""

    def __init__(self, directory):
        self._paths = {}
        for path in glob.glob(os.path.join(directory, MODELS, "*.py")):
            words = os.path.basename(path)[:-3]
            self._paths[words.replace("_", "")] = path
        if not self._paths:
            raise AssertionError("there are no models in %s" % directory)
        self._models = {}

    def _model(self, name):
        """({member: type}, the members that have to be there)"""
        if name not in self._models:
            with open(self._paths[name.lower()], encoding="utf-8") as file:
                text = file.read()
            types, members = literals(ast.parse(text), "openapi_types", "attribute_map")
            needed = set(re.findall(r"Invalid value for `(\w+)`, must not be `None`", text))
            self._models[name] = ({members[key]: types[key] for key in types},
                                  {members[key] for key in needed})
        return self._models[name]

    def problems(self, document):
        """What is wrong with a document: a list of texts"""
        version, kind = document["apiVersion"].rpartition("/")[2], document["kind"]
        name = version.capitalize() + kind
        if name.lower() not in self._paths:
            return ["%s of %s is not known" % (kind, document["apiVersion"])]
        return list(self._compare(kind, name, document))

    def _compare(self, where, wanted, value):
        """Compare a value with a type."""
        inner = re.fullmatch(r"list\[(.*)\]", wanted)
        if inner:
            if not isinstance(value, list):
                yield "%s is no list" % where
                return
            for index, member in enumerate(value):
                yield from self._compare("%s[%d]" % (where, index), inner.group(1), member)
            return
        inner = re.fullmatch(r"dict\(str, (.*)\)", wanted)
        if inner:
            if not isinstance(value, dict):
                yield "%s is no mapping" % where
                return
            for key, member in value.items():
                yield from self._compare("%s.%s" % (where, key), inner.group(1), member)
            return
        if wanted in SIMPLE:
            is_bool = isinstance(value, bool)
            if not isinstance(value, SIMPLE[wanted]) or (is_bool and wanted in ("int", "float")):
                yield "%s is %r, no %s" % (where, value, wanted)
            return
        yield from self._compare_members(where, wanted, value)

    def _compare_members(self, where, wanted, value):
        """Compare a mapping with a model."""
        if not isinstance(value, dict):
            yield "%s is no mapping" % where
            return
        types, needed = self._model(wanted)
        for name in sorted(needed - set(value)):
            yield "%s lacks %s" % (where, name)
        for name, member in value.items():
            if name in types:
                yield from self._compare("%s.%s" % (where, name), types[name], member)
            else:
                yield "%s.%s is not known" % (where, name)
