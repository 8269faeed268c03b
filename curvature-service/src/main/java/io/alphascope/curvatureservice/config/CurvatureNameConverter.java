package io.alphascope.curvatureservice.config;

import io.alphascope.curvature.operator.CurvatureName;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a curvature's name; its message lists what there is. */
public final class CurvatureNameConverter implements Converter<CurvatureName> {

  private static final long serialVersionUID = 1L;

  @Override
  public CurvatureName convert(String name) {
    return CurvatureName.parse(name.strip());
  }
}
