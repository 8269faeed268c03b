package io.alphascope.workload.onnx;

/** How networks are written so that they can be taken. */
final class Export {

  /** Of PyTorch. */
  static final String LINE = "torch.onnx.export(model, args, path, dynamo=True, optimize=False)";

  static final String REMEDY = "write the network with " + LINE;

  private Export() {}
}
