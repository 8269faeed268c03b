"""Makes this folder: an epoch on the sample of MNIST in PyTorch, and four of its steps in float64.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python workload/src/test/golden/make.py

Read by tests of several modules. All files are little endian, in C order and without headers.

theta_init.f32, order_epoch1.i32   parameters before step 0; samples in the order of use
sNNNN_theta0.f32, _theta1.f32      parameters before and after a step
sNNNN_g.f32                        the gradient at theta0
sNNNN_batch_idx.i32                the samples of the batch
sNNNN_x.f32, _labels.u8            the batch itself
sNNNN_Hd.f32, _Gd.f32              products with d = theta1 - theta0, computed in float64
golden.json                        what is a number: of the batch, and of all training samples
"""

import gzip
import json
import math
import pathlib

import numpy
import torch

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE / "../../main/resources/io/alphascope/workload/dataset/mnist-sample"
LAYERS = (784, 16, 12, 10)
RATE = 0.01
BATCH = 64


def idx(name, offset):
    with gzip.open(SAMPLE / name) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=offset)


def images(name):
    pixels = torch.from_numpy(idx(name, 16).reshape(-1, 784).astype(numpy.float32))
    return (pixels / 255 - 0.1307) / 0.3081


def labels(name):
    return torch.from_numpy(idx(name, 8).astype(numpy.int64))


SHAPES = [s for i, o in zip(LAYERS, LAYERS[1:]) for s in ((o, i), (o,))]


def split(theta):
    parts = theta.split([math.prod(shape) for shape in SHAPES])
    return [part.view(shape) for part, shape in zip(parts, SHAPES)]


def outputs(theta, x):
    parameters = split(theta)
    for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2]):
        x = torch.relu(x @ weight.T + bias)
    return x @ parameters[-2].T + parameters[-1]


def loss(theta, x, y):
    return torch.nn.functional.cross_entropy(outputs(theta, x), y)


def gradient(theta, x, y):
    theta = theta.detach().requires_grad_()
    value = loss(theta, x, y)
    return value.item(), torch.autograd.grad(value, theta)[0]


def products(theta, d, x, y):
    """Hessian and generalised Gauss-Newton matrix, times d."""
    theta = theta.detach().requires_grad_()
    (g,) = torch.autograd.grad(loss(theta, x, y), theta, create_graph=True)
    (hd,) = torch.autograd.grad(g @ d, theta)
    z, jd = torch.func.jvp(lambda t: outputs(t, x), (theta.detach(),), (d,))
    p = torch.softmax(z, 1)
    hjd = p * jd - p * (p * jd).sum(1, keepdim=True)
    (gd,) = torch.autograd.grad(outputs(theta, x), theta, hjd / len(x))
    return hd, gd


def blocks(theta, d, x, y):
    """d'Hd and d'Gd summed over the diagonal blocks of the parameter tensors."""
    hessian = ggn = 0.0
    begin = 0
    for shape in SHAPES:
        own = torch.zeros_like(d)
        end = begin + math.prod(shape)
        own[begin:end] = d[begin:end]
        hd, gd = products(theta, own, x, y)
        hessian += (own @ hd).item()
        ggn += (own @ gd).item()
        begin = end
    return hessian, ggn


def numbers(theta, d, x, y):
    value, g = gradient(theta, x, y)
    hd, gd = products(theta, d, x, y)
    slope, dhd, dgd = (d @ g).item(), (d @ hd).item(), (d @ gd).item()
    found = {"loss": value, "dTg": slope, "dHd": dhd, "dGd": dgd}
    found |= {"norm_d": d.norm().item(), "norm_g": g.norm().item()}
    found |= {"norm_Hd": hd.norm().item(), "norm_Gd": gd.norm().item()}
    found |= {"alpha_dHd": -slope / dhd, "alpha_dGd": -slope / dgd}
    found |= {"alpha_hat_dGd": -slope / dgd * d.norm().item()}
    return found, hd, gd


def write(name, tensor, kind):
    (HERE / name).write_bytes(numpy.ascontiguousarray(tensor.detach().numpy(), kind).tobytes())


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    x, y = images("train-images-idx3-ubyte.gz"), labels("train-labels-idx1-ubyte.gz")
    theta = torch.cat([part.flatten() for i, o in zip(LAYERS, LAYERS[1:]) for part in (
        torch.empty(o, i).uniform_(-1, 1) / math.sqrt(i), torch.empty(o).uniform_(-1, 1) / math.sqrt(i))])
    order = torch.randperm(len(x))
    write("theta_init.f32", theta, "<f4")
    write("order_epoch1.i32", order, "<i4")
    last = (len(x) - 1) // BATCH
    steps, negative = [], False
    for step in range(last + 1):
        batch = order[BATCH * step : BATCH * (step + 1)]
        _, g = gradient(theta, x[batch], y[batch])
        after = theta - RATE * g
        wide = [t.double() for t in (theta, after, x[batch])]
        d = wide[1] - wide[0]
        found, hd, gd = numbers(wide[0], d, wide[2], y[batch])
        first_negative = not negative and found["dHd"] < -0.05 * found["dGd"]
        negative |= first_negative
        if first_negative or step in (0, 120, last):
            found["bHd"], found["bGd"] = blocks(wide[0], d, wide[2], y[batch])
            whole, _, _ = numbers(wide[0], d, x.double(), y)
            along = lambda alpha: loss(wide[0] + alpha * d, wide[2], y[batch]).item()
            steps.append({
                "step": step,
                "n": len(batch),
                "f64": found,
                "loss_after_step_f64": along(1),
                "loss_at_alpha_dGd": along(found["alpha_dGd"]),
                "f64_whole_train_set": whole,
            })
            for name, value, kind in (
                ("theta0.f32", theta, "<f4"),
                ("theta1.f32", after, "<f4"),
                ("g.f32", g, "<f4"),
                ("batch_idx.i32", batch, "<i4"),
                ("x.f32", x[batch], "<f4"),
                ("labels.u8", y[batch], "u1"),
                ("Hd.f32", hd, "<f4"),
                ("Gd.f32", gd, "<f4"),
            ):
                write(f"s{step:04d}_{name}", value, kind)
        theta = after
    tested = outputs(theta, images("t10k-images-idx3-ubyte.gz")).argmax(1)
    accuracy = (tested == labels("t10k-labels-idx1-ubyte.gz")).double().mean().item()
    document = {
        "network": "-".join(map(str, LAYERS)),
        "dataset": "mnist-sample",
        "steps_of_epoch": last + 1,
        "test_accuracy": accuracy,
        "steps": steps,
    }
    (HERE / "golden.json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
