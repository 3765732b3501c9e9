"""Reference numbers for one forward and backward pass of LaSynth, computed by PyTorch.

    python3 make_fixture.py      writes weights.safetensors, gradients.safetensors, losses.json

Written for clarity, not speed, and on purpose unlike the Rust code: one program and one token at a
time, lists re-encoded whenever the latent executor has run, no masks, torch's own LSTM.
Made with PyTorch 2 on a CPU in double precision.
"""

import json
import struct
from pathlib import Path

import torch
from torch.func import functional_call
from torch.nn.functional import cross_entropy

E, H, V, LAYERS, RANGE, N = 6, 4, 7, 2, 16, 5
MIN, MAX = -4, 4
END, STATEMENT_ENDS = 1, {2, 6}
W = 2 * H

# (tokens, [(input, output), ...]): the Rust test has the same.
PROGRAMS = [[3, 2, 4, 5, 2, 6, 1], [5, 2, 1], [4, 4, 4, 1]]


def value(x, shift):
    return [(x * 7 + j * 3 + shift) % 9 - 4 for j in range(N)]


def examples(k, shift):
    return [(value(i, shift), value(2 * i + 1, shift)) for i in range(k)]


torch.manual_seed(1)
weights = {}


def new(name, *shape):
    weights[name] = ((torch.rand(*shape) - 0.5) * 0.8).float().double().requires_grad_()


def new_linear(name, d_in, d_out):
    new(f"{name}.weight", d_in, d_out)
    new(f"{name}.bias", d_out)


def new_lstm(name, d_in, hidden, directions):
    for layer in range(LAYERS):
        for d in range(directions):
            cell = f"{name}.cells.{layer * directions + d}"
            new(f"{cell}.w_ih", d_in if layer == 0 else directions * hidden, 4 * hidden)
            new(f"{cell}.w_hh", hidden, 4 * hidden)
            new(f"{cell}.bias", 4 * hidden)


def new_attention(name, keys, query):
    new_linear(f"{name}.keys", keys, W)
    new_linear(f"{name}.query", query, W)


new("values.weight", 2 * RANGE + 1, E)
new_lstm("encoder.input", E, H, 2)
new_lstm("encoder.output", E, H, 2)
new_attention("encoder.cross.0", W, W)
new_attention("encoder.cross.1", W, W)
new("decoder.tokens.weight", V, E)
new_lstm("decoder.lstm", E, W, 1)
new_attention("decoder.input_attention", W, W)
new_attention("decoder.output_attention", W, 2 * W)
new_attention("decoder.operation_attention", W, 2 * W)
new_linear("decoder.pool", 3 * W, W)
new_attention("decoder.history", E, W)
new_linear("decoder.first", W, W)
new_linear("decoder.hidden", W, W)
new_linear("decoder.logits", W, V)
new_lstm("executor.lstm", E, H, 2)
new_linear("executor.to_embedding", W, E)
new_linear("operations.key", E, W)
new_linear("operations.input_query", E, W)
new_linear("operations.output_query", E, W)
new("operations.operations.weight", 2 * (MAX - MIN + 1), E)


def linear(name, x):
    return x @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def attention(name, keys, query):
    """keys [n, kd], query [t, qd] -> [t, W]"""
    k, q = linear(f"{name}.keys", keys), linear(f"{name}.query", query)
    return torch.tanh(torch.softmax(q @ k.T, -1) @ k + q)


def lstm(name, x, state, d_in, hidden, directions):
    """x [steps, d_in], state (h, c) each [layers * directions, hidden] or None."""
    module = torch.nn.LSTM(d_in, hidden, LAYERS, bidirectional=directions == 2).double()
    params = {}
    for layer in range(LAYERS):
        for d in range(directions):
            cell = f"{name}.cells.{layer * directions + d}"
            suffix = f"l{layer}" + ("_reverse" if d else "")
            params[f"weight_ih_{suffix}"] = weights[f"{cell}.w_ih"].T
            params[f"weight_hh_{suffix}"] = weights[f"{cell}.w_hh"].T
            params[f"bias_ih_{suffix}"] = weights[f"{cell}.bias"]
            params[f"bias_hh_{suffix}"] = torch.zeros(4 * hidden, dtype=torch.double)
    args = (x,) if state is None else (x, state)
    return functional_call(module, params, args)


def possible_values():
    return weights["values.weight"][MIN + RANGE : MAX + RANGE + 1]


def embed(values):
    return weights["values.weight"][torch.tensor(values) + RANGE]


def operations(estimate, output):
    """Column logits [N, 9] and encoded operations [N, W]."""
    column_keys = linear("operations.key", possible_values())
    columns = linear("operations.input_query", estimate) @ column_keys.T
    query = linear("operations.output_query", embed(output))
    scores = []
    for op in range(2 * (MAX - MIN + 1)):
        constant = op % (MAX - MIN + 1) + MIN
        sums = op < MAX - MIN + 1
        row = [i + constant if sums else constant - i for i in range(MIN, MAX + 1)]
        entry_keys = linear("operations.key", embed(row))
        scores.append(((query @ entry_keys.T) * torch.softmax(columns, -1)).sum(-1))
    mixture = torch.softmax(torch.stack(scores, -1), -1) @ weights["operations.operations.weight"]
    return columns, lstm("encoder.input", mixture, None, E, H, 2)[0]


def program_losses(tokens, pairs):
    def context(k, estimate):
        x = lstm("encoder.input", estimate, None, E, H, 2)[0]
        y = y0[k]
        for layer in range(2):
            y = attention(f"encoder.cross.{layer}", x, y)
        columns, op = operations(estimate, pairs[k][1])
        return x, y, op, columns

    y0, states, estimates, contexts = [], [], [], []
    op_loss = 0.0
    for k, (i, o) in enumerate(pairs):
        _, (h_in, c_in) = lstm("encoder.input", embed(i), None, E, H, 2)
        y, (h_out, c_out) = lstm("encoder.output", embed(o), (h_in, c_in), E, H, 2)
        y0.append(y)
        # The two directions side by side.
        h = (h_in + h_out).reshape(LAYERS, W)
        c = (c_in + c_out).reshape(LAYERS, W)
        states.append((h, c))
        estimates.append(embed(i))
        contexts.append(context(k, embed(i)))
        classes = torch.tensor(i) - MIN
        op_loss = op_loss + cross_entropy(contexts[k][3], classes, reduction="sum")

    def execute(k):
        h, c = states[k]
        start = (h.reshape(2 * LAYERS, H), c.reshape(2 * LAYERS, H))
        out, _ = lstm("executor.lstm", estimates[k], start, E, H, 2)
        return linear("executor.to_embedding", out) @ possible_values().T

    program_loss, decoded, previous = 0.0, [], 0
    for token in tokens:
        pooled = []
        for k in range(len(pairs)):
            x = weights["decoder.tokens.weight"][previous].reshape(1, E)
            out, states[k] = lstm("decoder.lstm", x, states[k], E, W, 1)
            if previous in STATEMENT_ENDS:
                logits = execute(k)
                estimates[k] = torch.softmax(logits, -1) @ possible_values()
                contexts[k] = context(k, estimates[k])
            x_k, y_k, op_k, _ = contexts[k]
            s_i = attention("decoder.input_attention", x_k, out)
            s_o = attention("decoder.output_attention", y_k, torch.cat([out, s_i], -1))
            both = torch.cat([s_i, s_o], -1)
            op = attention("decoder.operation_attention", op_k, both)
            pooled.append(torch.tanh(linear("decoder.pool", torch.cat([both, op], -1))))
        m = torch.stack(pooled).amax(0)
        if decoded:
            keys = weights["decoder.tokens.weight"][torch.tensor(decoded)]
            d = attention("decoder.history", keys, m)
        else:
            d = linear("decoder.first", m)
        logits = linear("decoder.logits", torch.relu(linear("decoder.hidden", d)))
        program_loss = program_loss + cross_entropy(logits, torch.tensor([token]))
        decoded.append(token)
        previous = token
    exec_loss = 0.0
    for k, (_, o) in enumerate(pairs):
        x = weights["decoder.tokens.weight"][END].reshape(1, E)
        _, states[k] = lstm("decoder.lstm", x, states[k], E, W, 1)
        exec_loss = exec_loss + cross_entropy(
            execute(k), torch.tensor(o) - MIN, reduction="sum"
        )
    return program_loss, exec_loss / len(pairs), op_loss / len(pairs)


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


parts = [program_losses(p, examples(4, i)) for i, p in enumerate(PROGRAMS)]
program, execution, operation = (sum(part) / len(PROGRAMS) for part in zip(*parts))
(program + execution + operation).backward()

here = Path(__file__).parent
write_safetensors(here / "weights.safetensors", weights)
write_safetensors(here / "gradients.safetensors", {n: w.grad for n, w in weights.items()})
losses = {"program": program.item(), "execution": execution.item(), "operation": operation.item()}
(here / "losses.json").write_text(json.dumps(losses, indent=1) + "\n")
print(losses, sum(w.numel() for w in weights.values()), "weights")
