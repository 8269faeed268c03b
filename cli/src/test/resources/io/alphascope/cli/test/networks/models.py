"""Small networks of the kinds that people train, in PyTorch."""

import torch
from torch import nn
from torch.nn import functional as F


class Images(nn.Module):
    """Convolutions and linear layers with batch normalisation."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.hidden = nn.Linear(16, 8)
        self.norm1 = nn.BatchNorm1d(8, eps=1e-3)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        x = F.relu(self.norm(self.conv(x)))
        x = F.max_pool2d(x, 2).flatten(1)
        return self.out(torch.tanh(self.norm1(self.hidden(x))))


class Mobile(nn.Module):
    """An inverted residual block with squeeze-excitation; grouped and dilated convolutions."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 4, 3, stride=2, padding=1, bias=False)
        self.n0 = nn.BatchNorm2d(4)
        self.expand = nn.Conv2d(4, 8, 1, bias=False)
        self.n1 = nn.BatchNorm2d(8)
        self.depth = nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False)
        self.n2 = nn.BatchNorm2d(8)
        self.squeeze = nn.Conv2d(8, 2, 1)
        self.excite = nn.Conv2d(2, 8, 1)
        self.project = nn.Conv2d(8, 4, 1, bias=False)
        self.n3 = nn.BatchNorm2d(4)
        self.grouped = nn.Conv2d(4, 6, (3, 2), padding=(2, 1), dilation=(2, 1), groups=2)
        self.out = nn.Linear(6, 4)

    def forward(self, x):
        x = F.hardswish(self.n0(self.stem(x)))
        y = F.hardswish(self.n1(self.expand(x)))
        y = F.relu6(self.n2(self.depth(y)))
        gate = F.adaptive_avg_pool2d(y, 1)
        y = y * F.hardsigmoid(self.excite(F.silu(self.squeeze(gate))))
        x = x + self.n3(self.project(y))
        return self.out(F.silu(self.grouped(x)).mean((2, 3)))


class Autoencoder(nn.Module):
    """Strides, pooling with ceil_mode, transposed convolutions."""

    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 4, 3, padding=1)
        self.c2 = nn.Conv2d(4, 3, 3, stride=2)
        self.u1 = nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1)
        self.u2 = nn.ConvTranspose2d(4, 2, 3, groups=2)
        self.u3 = nn.ConvTranspose2d(2, 1, 2, dilation=2)

    def forward(self, x):
        x = F.max_pool2d(F.softplus(self.c1(x)), 3, stride=2, ceil_mode=True)
        x = F.elu(self.c2(x))
        x = F.avg_pool2d(x, 2, stride=1, padding=1, count_include_pad=False)
        return self.u3(torch.tanh(self.u2(F.elu(self.u1(x)))))


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(9, 5)
        self.r = nn.LSTM(5, 4, num_layers=2, batch_first=True, bidirectional=True)
        self.out = nn.Linear(8, 3)

    def forward(self, tokens):
        return self.out(self.r(self.e(tokens))[0].mean(1))


class Gru(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = nn.GRU(3, 5, batch_first=True, bidirectional=True)
        self.rnn = nn.RNN(10, 4, batch_first=True)
        self.out = nn.Linear(4, 3)

    def forward(self, x):
        y, last = self.r(x)
        return self.out(self.rnn(y)[0][:, -1] + last[0, :, :4] * last[1, :, 1:])


class Gates(nn.Module):
    """Clamps, selections and functions with kinks."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(5, 8)
        self.b = nn.Linear(5, 8)
        self.p = nn.PReLU(8)
        self.c = nn.Linear(8, 6)
        self.out = nn.Linear(6, 1)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        y = torch.maximum(a, b) - torch.minimum(F.leaky_relu(a, 0.2), b).abs()
        y = self.p(torch.where(x[:, :1] > 0, y, a * b))
        y = torch.clamp(self.c(y), -0.8, 0.9)
        y = y + F.hardtanh(y * 2) * F.relu(y - 0.1).clamp(max=0.5)
        return self.out(torch.stack([y, F.logsigmoid(y)], 1).amax(1))


class Vgg(nn.Module):
    """Overlapping pooling, dropout in evaluation, adaptive pooling."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2, padding=1),
            nn.Conv2d(4, 6, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(8, 4))

    def forward(self, x):
        return self.f(x)


class Speech(nn.Module):
    """Convolutions in one dimension, group and instance normalisation."""

    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv1d(2, 4, 5, stride=2, padding=2, padding_mode="reflect")
        self.g = nn.GroupNorm(2, 4)
        self.c2 = nn.Conv1d(4, 4, 3, dilation=2, groups=4)
        self.i = nn.InstanceNorm1d(4, affine=True)
        self.c3 = nn.Conv1d(4, 6, 1)
        self.out = nn.Linear(3, 3)

    def forward(self, x):
        x = F.gelu(self.g(self.c1(x)))
        x = F.gelu(self.i(self.c2(x)), approximate="tanh")
        x = F.glu(self.c3(x), 1)
        return self.out(F.avg_pool1d(x, 2, ceil_mode=True).std(2))


class Unet(nn.Module):
    """Skip connections, both kinds of upsampling."""

    def __init__(self):
        super().__init__()
        self.d1 = nn.Conv2d(1, 3, 3, padding=1)
        self.d2 = nn.Conv2d(3, 4, 3, padding=1)
        self.d3 = nn.Conv2d(4, 4, 3, padding=1)
        self.u2 = nn.Conv2d(8, 4, 3, padding=1)
        self.u1 = nn.Conv2d(7, 4, 3, padding=1)
        self.out = nn.Conv2d(4, 3, 1)

    def forward(self, x):
        a = F.silu(self.d1(x))
        b = F.silu(self.d2(F.max_pool2d(a, 2)))
        c = F.silu(self.d3(F.avg_pool2d(b, 2)))
        b = torch.cat([b, F.interpolate(c, scale_factor=2, mode="nearest")], 1)
        b = F.silu(self.u2(b))
        a = torch.cat([a, F.interpolate(b, size=a.shape[2:], mode="bilinear")], 1)
        return self.out(F.silu(self.u1(a)))


class Bert(nn.Module):
    """An encoder with tokens, segments and a mask of what is there."""

    def __init__(self, width=6, heads=2):
        super().__init__()
        self.heads = heads
        self.tokens = nn.Embedding(11, width)
        self.segments = nn.Embedding(2, width)
        self.positions = nn.Parameter(torch.randn(7, width) * 0.1)
        self.n1 = nn.LayerNorm(width, eps=1e-12)
        self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)
        self.n2 = nn.LayerNorm(width)
        self.f1 = nn.Linear(width, 2 * width)
        self.f2 = nn.Linear(2 * width, width)
        self.pool = nn.Linear(width, width)
        self.out = nn.Linear(width, 4)

    def forward(self, tokens, segments, mask):
        x = self.tokens(tokens) + self.segments(segments) + self.positions
        n, t, w = x.shape
        q, k, v = (
            part.reshape(n, t, self.heads, w // self.heads).transpose(1, 2)
            for part in self.qkv(x).chunk(3, -1))
        scores = q @ k.transpose(2, 3) / (w / self.heads) ** 0.5
        if mask.dtype == torch.bool:
            scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
        else:
            scores = scores + (1.0 - mask[:, None, None, :].to(scores.dtype)) * -10000.0
        a = (torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(n, t, w)
        x = self.n1(x + self.o(a))
        x = self.n2(x + self.f2(F.gelu(self.f1(x))))
        return self.out(torch.tanh(self.pool(x[:, 0])))


class Rms(nn.Module):
    """What the old exporter knows no operator for."""

    def __init__(self, width, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


class Llama(nn.Module):
    """RMS normalisation, rotary positions, grouped queries, SwiGLU; the embedding is the head."""

    def __init__(self, width=8, length=5, norm=nn.RMSNorm, masked=False):
        super().__init__()
        self.masked = masked
        self.e = nn.Embedding(10, width)
        self.n1 = norm(width, eps=1e-6)
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, width // 2, bias=False)
        self.v = nn.Linear(width, width // 2, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.n2 = norm(width, eps=1e-6)
        self.gate = nn.Linear(width, 12, bias=False)
        self.up = nn.Linear(width, 12, bias=False)
        self.down = nn.Linear(12, width, bias=False)
        self.size = width // 2
        rates = torch.tensor([1.0, 0.01])[:self.size // 2]
        angles = torch.outer(torch.arange(length), rates)
        self.register_buffer("angles", torch.cat([angles, angles], -1), persistent=False)

    def rotate(self, x):
        a, b = x.chunk(2, -1)
        return x * self.angles.cos() + torch.cat([-b, a], -1) * self.angles.sin()

    def forward(self, tokens):
        x = self.e(tokens)
        n, t, w = x.shape
        y = self.n1(x)
        q = self.rotate(self.q(y).view(n, t, 2, self.size).transpose(1, 2))
        k = self.rotate(self.k(y).view(n, t, 1, self.size).transpose(1, 2)).repeat_interleave(2, 1)
        v = self.v(y).view(n, t, 1, self.size).transpose(1, 2).repeat_interleave(2, 1)
        if self.masked:
            past = torch.ones(t, t, dtype=torch.bool).tril()
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=past)
        else:
            a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o(a.transpose(1, 2).reshape(n, t, w))
        y = self.n2(x)
        x = x + self.down(F.silu(self.gate(y)) * self.up(y))
        return x @ self.e.weight.T


class Transformer(nn.Module):
    """PyTorch's own layer, with a mask of padding."""

    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(
            6, 2, 12, dropout=0.1, activation="gelu", batch_first=True, norm_first=True)
        self.out = nn.Linear(6, 3)

    def forward(self, x, padding):
        return self.out(self.layer(x, src_key_padding_mask=padding))


class Convnext(nn.Module):
    """Channels last, scales of layers, weights of unit length; products by Einstein's rule."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(1, 6, 2, stride=2)
        self.depth = nn.Conv2d(6, 6, 3, padding=1, groups=6)
        self.n = nn.LayerNorm(6, eps=1e-6)
        self.f1 = nn.Linear(6, 12)
        self.f2 = nn.Linear(12, 6)
        self.scale = nn.Parameter(torch.full((6,), 0.5))
        self.mix = nn.Parameter(torch.randn(9, 4) * 0.3)
        self.out = nn.Parameter(torch.randn(3, 6))

    def forward(self, x):
        x = self.patch(x)
        y = self.n(self.depth(x).permute(0, 2, 3, 1))
        x = x + (self.scale * self.f2(F.gelu(self.f1(y)))).permute(0, 3, 1, 2)
        x = torch.einsum("ncp,pk->nkc", x.flatten(2), self.mix).logsumexp(1)
        return F.normalize(x, dim=1) @ F.normalize(self.out, dim=1).T * 3


class Labels(nn.Module):
    """Several labels for each sample."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Linear(5, 7), nn.SELU(), nn.Linear(7, 6), nn.Mish(), nn.Linear(6, 6), nn.CELU(0.5),
            nn.Linear(6, 5), nn.Softsign(), nn.Linear(5, 3))

    def forward(self, x):
        return self.f(x)


class Words(nn.Module):
    """Predicts the next of a sequence; outputs [n, T, V]."""

    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(8, 6)
        self.c = nn.Conv1d(6, 6, 3)
        self.n = nn.LayerNorm(6, bias=False)
        self.out = nn.Linear(6, 8)

    def forward(self, tokens):
        x = self.e(tokens)
        y = self.c(F.pad(x.transpose(1, 2), (2, 0))).transpose(1, 2)
        return self.out(self.n(x + torch.sigmoid(y) * y.cumsum(1)))


class WordsFirst(nn.Module):
    """The same with classes along axis 1."""

    def __init__(self):
        super().__init__()
        self.words = Words()

    def forward(self, tokens):
        return self.words(tokens).transpose(1, 2)


class Huber(nn.Module):
    """Its output is the loss of each sample."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 7), nn.Tanh(), nn.Linear(7, 2))

    def forward(self, x, y):
        return F.huber_loss(self.f(x), y, reduction="none", delta=0.3).sum(1)


class Contrast(nn.Module):
    """Its output is the loss of the batch, in which each sample is compared with all others."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 5))
        self.temperature = nn.Parameter(torch.tensor(1.0))

    def forward(self, a, b):
        a, b = F.normalize(self.f(a), dim=1), F.normalize(self.f(b), dim=1)
        scores = a @ b.T * self.temperature.exp()
        agree = torch.diagonal(F.log_softmax(scores, 1) + F.log_softmax(scores, 0))
        return -agree.mean()


class Classifier(nn.Module):
    """Its output is the cross entropy of the batch; targets are an input."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 6), nn.GELU(), nn.Linear(6, 3))

    def forward(self, x, y):
        return F.cross_entropy(self.f(x), y)


class Shrink(nn.Module):
    """Functions with jumps, which have no derivative, and one that is made of them."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(5, 6)
        self.b = nn.Linear(6, 6)
        self.out = nn.Linear(6, 3)

    def forward(self, x):
        x = F.softshrink(self.a(x), 0.2)
        y = self.b(x)
        return self.out(F.hardshrink(y, 0.1) + torch.sigmoid(y) * torch.round(3 * y))
