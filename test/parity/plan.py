"""What of a network stays as it is, and what learns at a rate of its own: options that MXNet's own program does not have."""
import json
import re

import mxnet as mx

INPUTS = ("data", "softmax_label")


class Plan:
    """By the names that `Module` and the optimizer know."""

    def __init__(self, args, symbol, body, taken):
        names = [name for name in symbol.list_arguments() if name not in INPUTS]
        kept = set(body.list_arguments()) & set(taken)
        self.kept = [name for name in names if name in kept]
        self.new = [name for name in names if name not in kept]
        layers = self.layers(json.loads(body.tojson())["nodes"])
        frozen = layers[: self.count(args.freeze, len(layers))]
        if args.freeze_bn:
            frozen += [layer for layer in layers if layer[0]["op"] == "BatchNorm"]
        self.constant = {node["name"] for node, _ in frozen if node["op"] == "BatchNorm"}
        self.fixed = [name for _, parameters in frozen for name in parameters]
        for pattern in args.fixed_params.split(",") if args.fixed_params else []:
            self.fixed += self.matching(pattern)
        self.rates = self.factors(args.lr_mult)
        self.decays = self.factors(args.wd_mult)

    @staticmethod
    def count(freeze, layers):
        return {"none": 0, "backbone": layers}[freeze] if freeze.isalpha() else int(freeze)

    def layers(self, nodes):
        """The kept nodes that have parameters, with the names of these."""
        found = []
        for node in nodes:
            inputs = [nodes[entry[0]]["name"] for entry in node["inputs"]]
            parameters = [name for name in inputs if name in self.kept]
            if parameters:
                found.append((node, parameters))
        return found

    def matching(self, pattern):
        groups = {"head": self.new, "backbone": self.kept}
        if pattern in groups:
            return groups[pattern]
        return [name for name in self.kept + self.new if re.search(pattern, name)]

    def factors(self, text):
        found = {}
        for entry in text.split(",") if text else []:
            pattern, factor = entry.rsplit("=", 1)
            found.update({name: float(factor) for name in self.matching(pattern)})
        return found

    def trained(self, symbol):
        """The network as it is computed: batch normalisation that is constant uses its averages, and leaves them."""
        if not self.constant:
            return symbol
        graph = json.loads(symbol.tojson())
        for node in graph["nodes"]:
            if node["name"] in self.constant:
                node["attrs"] = {**node.get("attrs", {}), "use_global_stats": "True"}
        # libmxnet reads letters, but not their escapes.
        return mx.sym.load_json(json.dumps(graph, ensure_ascii=False))
