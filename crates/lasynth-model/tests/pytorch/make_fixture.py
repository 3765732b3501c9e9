"""Reference numbers for one forward and backward pass of LaSynth's variants, computed by PyTorch.

    python3 make_fixture.py      writes NAME.weights.safetensors, NAME.gradients.safetensors, losses.json

Written for clarity, not speed, and on purpose unlike the Rust code: one program, one pair and one token at
a time, values re-encoded whenever the latent executor has run, no padding and no masks, torch's own LSTM.
Made with PyTorch 2 on a CPU in double precision.
"""

import json
import struct
from pathlib import Path

import torch
from torch.func import functional_call
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

V, LAYERS, RANGE = 7, 2, 16
END, STATEMENT_ENDS = 1, {2, 6}
MIN, MAX = -4, 4
CHANNELS, BORDER = 16, 1 << 5

# (tokens, [(arguments, output), ...]): the Rust test has the same.
SHORT = [[3, 2, 4, 5, 2, 6, 1], [5, 2, 1], [4, 4, 4, 1]]
# More than two of the paper's periods of 16 tokens, exactly two, and exactly one with the end token.
LONG = [
    [3 + (7 * i + i // 5) % 4 for i in range(36)] + [1],
    [4] * 32 + [1],
    [5, 2, 6] * 5 + [1],
]


def five(k, shift):
    def value(x):
        return [(x * 7 + j * 3 + shift) % 9 - 4 for j in range(5)]

    return [([value(i)], value(2 * i + 1)) for i in range(k)]


def lists(k, shift):
    """A list of 0 to 3 elements and an integer to a list of 0 to 6, both lists empty once."""

    def value(x, length):
        return [(x * 5 + j * 2 + shift) % 9 - 4 for j in range(length)]

    lengths = [(0, 0), (3, 1), (1, 6), (2, 3)]
    return [
        ([value(i, short), (i - shift) % 9 - 4], value(i + 2, long))
        for i in range(k)
        for short, long in [lengths[(i + shift) % 4]]
    ]


def grids(k, shift):
    """Worlds of two sizes: (rows, cols, cells); the robot turns and leaves a marker."""

    def pair(i):
        rows, cols = [(2, 3), (2, 2)][(i + shift) % 2]
        cells = [0] * (rows * cols)
        cells[3] = 1 << 4
        before, after = list(cells), list(cells)
        before[(i + shift) % 3] = 1 << (i % 4)
        after[(i + shift) % 3] = 1 << ((i + 1) % 4) | 1 << (6 + shift)
        return [(rows, cols, before)], (rows, cols, after)

    return [pair(i) for i in range(k)]


VARIANTS = {
    "base": dict(sizes=(6, 4)),
    "paper": dict(programs=LONG, cells=2, period=16),
    "token_period": dict(cells=2, period=3),
    "no_attention_in_decoding": dict(no_attention=True),
    "no_op_predictor": dict(no_operations=True),
    "no_partial_executor": dict(no_partial=True),
    "no_executor": dict(no_executor=True),
    "robustfill": dict(no_executor=True, no_operations=True, no_attention=True),
    "lists": dict(values=lists, arguments=2, absent=True, no_operations=True),
    "grids": dict(values=grids, grids=True, no_operations=True),
}


class Variant:
    def __init__(
        self,
        sizes=(4, 3),
        programs=SHORT,
        values=five,
        cells=1,
        period=None,
        arguments=1,
        absent=False,
        grids=False,
        no_attention=False,
        no_operations=False,
        no_partial=False,
        no_executor=False,
    ):
        self.E, self.H = sizes
        self.W = 2 * self.H
        self.programs, self.values, self.cells, self.period = programs, values, cells, period
        self.several, self.absent, self.grids = arguments > 1, absent, grids
        self.attention_in_decoding, self.has_operations = not no_attention, not no_operations
        self.has_executor, self.partial = not no_executor, not (no_partial or no_executor)
        self.weights = {}
        torch.manual_seed(1)
        E, H, W = self.E, self.H, self.W
        if grids:
            self.new("codec.channels.weight", CHANNELS, E)
        else:
            self.new("codec.values.weight", 2 * RANGE + 1, E)
        if absent:
            self.new("codec.absent.weight", 1, E)
        if self.several:
            self.new("codec.arguments.weight", arguments + 1, E)
        self.new_lstm("codec.encoder.input", E, H, 2)
        self.new_lstm("codec.encoder.output", E, H, 2)
        self.new_attention("codec.encoder.cross_attention.0", W, W)
        self.new_attention("codec.encoder.cross_attention.1", W, W)
        self.new("decoder.token_embedding.weight", V, E)
        self.new_lstm("decoder.lstm", E, W // cells, cells)
        self.new_attention("decoder.input_attention", W, W)
        self.new_attention("decoder.output_attention", W, 2 * W)
        if self.has_operations:
            self.new_attention("decoder.operation_attention", W, 2 * W)
        self.new_linear("decoder.example_pooling", (3 if self.has_operations else 2) * W, W)
        if self.attention_in_decoding:
            self.new_attention("decoder.token_attention", E, W)
            self.new_linear("decoder.first_token", W, W)
        self.new_linear("decoder.hidden", W, W)
        self.new_linear("decoder.logits", W, V)
        if self.has_executor:
            self.new_lstm("codec.latent_executor.lstm", E, H, 2)
            self.new_linear("codec.latent_executor.to_embedding", W, E)
        if self.has_operations:
            predictor = "codec.operation_predictor"
            self.new_linear(f"{predictor}.key", E, W)
            self.new_linear(f"{predictor}.input_query", E, W)
            self.new_linear(f"{predictor}.output_query", E, W)
            self.new(f"{predictor}.operation_embedding.weight", 2 * (MAX - MIN + 1), E)

    # Weights.

    def new(self, name, *shape):
        drawn = ((torch.rand(*shape) - 0.5) * 0.8).float().double()
        self.weights[name] = drawn.requires_grad_()

    def new_linear(self, name, d_in, d_out):
        self.new(f"{name}.weight", d_in, d_out)
        self.new(f"{name}.bias", d_out)

    def new_lstm(self, name, d_in, hidden, directions):
        for layer in range(LAYERS):
            for d in range(directions):
                cell = f"{name}.cells.{layer * directions + d}"
                self.new(f"{cell}.w_ih", d_in if layer == 0 else directions * hidden, 4 * hidden)
                self.new(f"{cell}.w_hh", hidden, 4 * hidden)
                self.new(f"{cell}.bias", 4 * hidden)

    def new_attention(self, name, keys, query):
        self.new_linear(f"{name}.keys", keys, self.W)
        self.new_linear(f"{name}.query", query, self.W)

    # Layers.

    def linear(self, name, x):
        return x @ self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def attention(self, name, keys, query):
        """keys [n, kd], query [t, qd] -> [t, W]"""
        k, q = self.linear(f"{name}.keys", keys), self.linear(f"{name}.query", query)
        return torch.tanh(torch.softmax(q @ k.T, -1) @ k + q)

    def cell_weights(self, cell, suffix):
        bias = self.weights[f"{cell}.bias"]
        return {
            f"weight_ih_{suffix}": self.weights[f"{cell}.w_ih"].T,
            f"weight_hh_{suffix}": self.weights[f"{cell}.w_hh"].T,
            f"bias_ih_{suffix}": bias,
            f"bias_hh_{suffix}": torch.zeros_like(bias),
        }

    def bilstm(self, name, x, state):
        """Both directions over x [steps, E]; state (h, c) each [layers * 2, H] or None."""
        module = torch.nn.LSTM(self.E, self.H, LAYERS, bidirectional=True).double()
        params = {}
        for layer in range(LAYERS):
            for d in range(2):
                suffix = f"l{layer}" + ("_reverse" if d else "")
                params |= self.cell_weights(f"{name}.cells.{layer * 2 + d}", suffix)
        return functional_call(module, params, (x,) if state is None else (x, state))

    def decoder_step(self, x, state):
        """x [1, E], state (h, c) each [layers * cells, W / cells] -> [1, W], state. The cells of a layer run
        side by side; their outputs together are the next layer's input."""
        h, c = [], []
        for layer in range(LAYERS):
            outs = []
            for d in range(self.cells):
                index = layer * self.cells + d
                module = torch.nn.LSTM(x.shape[1], self.W // self.cells).double()
                params = self.cell_weights(f"decoder.lstm.cells.{index}", "l0")
                start = (state[0][index : index + 1], state[1][index : index + 1])
                out, (h_n, c_n) = functional_call(module, params, (x, start))
                outs.append(out)
                h.append(h_n)
                c.append(c_n)
            x = torch.cat(outs, -1)
        return x, (torch.cat(h), torch.cat(c))

    # Values.

    def choices(self):
        """What a position may hold."""
        if self.grids:
            return self.weights["codec.channels.weight"]
        values = self.weights["codec.values.weight"][MIN + RANGE : MAX + RANGE + 1]
        return torch.cat([values, self.weights["codec.absent.weight"]]) if self.absent else values

    def elements(self, value):
        """The positions of a value: elements, or the cells of a grid in its border, each a set of bits."""
        if not self.grids:
            return value if isinstance(value, list) else [value]
        rows, cols, cells = value
        edge = [BORDER] * (cols + 2)
        inner = [[BORDER] + cells[r * cols : (r + 1) * cols] + [BORDER] for r in range(rows)]
        return edge + [cell for row in inner for cell in row] + edge

    def embed(self, elements):
        if self.grids:
            return self.channels(elements) @ self.weights["codec.channels.weight"]
        table = self.weights["codec.values.weight"]
        absent = self.weights.get("codec.absent.weight")
        return torch.stack([absent[0] if x is None else table[x + RANGE] for x in elements])

    def channels(self, cells):
        return torch.tensor([[cell >> c & 1 for c in range(CHANNELS)] for cell in cells]).double()

    def pair(self, arguments, output):
        """Embedded input, and input and output elements, both as long as the longer one."""
        owners, inputs = [], []
        for number, argument in enumerate(arguments):
            inputs += self.elements(argument)
            owners += [number] * (len(inputs) - len(owners))
        outputs = self.elements(output)
        length = max(len(inputs), len(outputs), 1)
        owners += [len(arguments)] * (length - len(inputs))
        nothing = 0 if self.grids else None
        inputs = inputs + [nothing] * (length - len(inputs))
        outputs = outputs + [nothing] * (length - len(outputs))
        estimate = self.embed(inputs)
        if self.several:
            estimate = estimate + self.weights["codec.arguments.weight"][torch.tensor(owners)]
        return estimate, inputs, outputs

    def classes(self, elements):
        return torch.tensor([MAX - MIN + 1 if x is None else x - MIN for x in elements])

    def execution_loss(self, logits, outputs):
        if self.grids:
            return binary_cross_entropy_with_logits(logits, self.channels(outputs), reduction="sum")
        return cross_entropy(logits, self.classes(outputs), reduction="sum")

    def next_estimate(self, logits):
        weights = torch.sigmoid(logits) if self.grids else torch.softmax(logits, -1)
        return weights @ self.choices()

    def operations(self, estimate, output):
        """Column logits [N, 9] and encoded operations [N, W]."""
        name = "codec.operation_predictor"
        column_keys = self.linear(f"{name}.key", self.choices())
        columns = self.linear(f"{name}.input_query", estimate) @ column_keys.T
        query = self.linear(f"{name}.output_query", self.embed(output))
        scores = []
        for op in range(2 * (MAX - MIN + 1)):
            constant = op % (MAX - MIN + 1) + MIN
            sums = op < MAX - MIN + 1
            row = [i + constant if sums else constant - i for i in range(MIN, MAX + 1)]
            entry_keys = self.linear(f"{name}.key", self.embed(row))
            scores.append(((query @ entry_keys.T) * torch.softmax(columns, -1)).sum(-1))
        embedding = self.weights[f"{name}.operation_embedding.weight"]
        mixture = torch.softmax(torch.stack(scores, -1), -1) @ embedding
        return columns, self.bilstm("codec.encoder.input", mixture, None)[0]

    # The whole.

    def program_losses(self, tokens, pairs):
        def context(k, estimate):
            x = self.bilstm("codec.encoder.input", estimate, None)[0]
            y = y0[k]
            for layer in range(2):
                y = self.attention(f"codec.encoder.cross_attention.{layer}", x, y)
            if not self.has_operations:
                return x, y, None, None
            columns, op = self.operations(estimate, outputs[k])
            return x, y, op, columns

        y0, states, estimates, contexts, outputs = [], [], [], [], []
        op_loss = torch.zeros((), dtype=torch.double)
        for k, (arguments, output) in enumerate(pairs):
            estimate, input_elements, output_elements = self.pair(arguments, output)
            outputs.append(output_elements)
            _, (h_in, c_in) = self.bilstm("codec.encoder.input", estimate, None)
            embedded = self.embed(output_elements)
            y, (h_out, c_out) = self.bilstm("codec.encoder.output", embedded, (h_in, c_in))
            y0.append(y)
            # One decoder cell has the two directions side by side, two have one each.
            shape = (LAYERS * self.cells, self.W // self.cells)
            states.append(((h_in + h_out).reshape(shape), (c_in + c_out).reshape(shape)))
            estimates.append(estimate)
            contexts.append(context(k, estimate))
            if self.has_operations:
                classes = self.classes(input_elements)
                op_loss = op_loss + cross_entropy(contexts[k][3], classes, reduction="sum")

        def execute(k):
            h, c = states[k]
            start = (h.reshape(2 * LAYERS, self.H), c.reshape(2 * LAYERS, self.H))
            out, _ = self.bilstm("codec.latent_executor.lstm", estimates[k], start)
            return self.linear("codec.latent_executor.to_embedding", out) @ self.choices().T

        def due(count, previous):
            if not self.partial or count == 0:
                return False
            return count % self.period == 0 if self.period else previous in STATEMENT_ENDS

        token_embedding = self.weights["decoder.token_embedding.weight"]
        program_loss, decoded, previous = 0.0, [], 0
        for token in tokens:
            found = []
            for k in range(len(pairs)):
                out, states[k] = self.decoder_step(token_embedding[previous].reshape(1, -1), states[k])
                if due(len(decoded), previous):
                    estimates[k] = self.next_estimate(execute(k))
                    contexts[k] = context(k, estimates[k])
                x_k, y_k, op_k, _ = contexts[k]
                s_i = self.attention("decoder.input_attention", x_k, out)
                s_o = self.attention("decoder.output_attention", y_k, torch.cat([out, s_i], -1))
                both = torch.cat([s_i, s_o], -1)
                if self.has_operations:
                    op = self.attention("decoder.operation_attention", op_k, both)
                    both = torch.cat([both, op], -1)
                found.append(torch.tanh(self.linear("decoder.example_pooling", both)))
            m = torch.stack(found).amax(0)
            if not self.attention_in_decoding:
                d = m
            elif decoded:
                d = self.attention("decoder.token_attention", token_embedding[torch.tensor(decoded)], m)
            else:
                d = self.linear("decoder.first_token", m)
            logits = self.linear("decoder.logits", torch.relu(self.linear("decoder.hidden", d)))
            program_loss = program_loss + cross_entropy(logits, torch.tensor([token]))
            decoded.append(token)
            previous = token
        exec_loss = torch.zeros((), dtype=torch.double)
        if self.has_executor:
            for k in range(len(pairs)):
                _, states[k] = self.decoder_step(token_embedding[END].reshape(1, -1), states[k])
                exec_loss = exec_loss + self.execution_loss(execute(k), outputs[k])
        return program_loss, exec_loss / len(pairs), op_loss / len(pairs)

    def losses(self):
        parts = [self.program_losses(p, self.values(4, i)) for i, p in enumerate(self.programs)]
        return [sum(part) / len(parts) for part in zip(*parts)]


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in sorted(tensors.items()):
        flat = tensor.detach().float().flatten().tolist()
        start = len(data)
        data += struct.pack(f"<{len(flat)}f", *flat)
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [start, len(data)],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


here = Path(__file__).parent
numbers = {}
for name, settings in VARIANTS.items():
    variant = Variant(**settings)
    losses = variant.losses()
    sum(losses).backward()
    weights = variant.weights
    write_safetensors(here / f"{name}.weights.safetensors", weights)
    gradients = {n: torch.zeros_like(w) if w.grad is None else w.grad for n, w in weights.items()}
    write_safetensors(here / f"{name}.gradients.safetensors", gradients)
    program, execution, operation = (loss.item() for loss in losses)
    numbers[name] = {"program": program, "execution": execution, "operation": operation}
    print(name, numbers[name], sum(w.numel() for w in weights.values()), "weights")
(here / "losses.json").write_text(json.dumps(numbers, indent=1) + "\n")
