package io.alphascope.aggregator.sink;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.alphascope.events.Timestamps;
import java.time.ZoneOffset;
import java.util.Locale;

/** The value of an event's field, as PostgreSQL stores it. */
final class FieldValue {

  private FieldValue() {}

  /** Type of the column. The only messages that are stored are times. */
  static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING, ENUM -> "text";
      case INT -> "int4";
      case LONG -> "int8";
      case DOUBLE -> "float8";
      case MESSAGE -> "timestamptz";
      default ->
          throw new IllegalArgumentException(field + " has no corresponding type in PostgreSQL");
    };
  }

  /** Null if the field is absent. */
  static Object of(Message message, FieldDescriptor field) {
    if (field.hasPresence() && !message.hasField(field)) {
      return null;
    }
    Object value = message.getField(field);
    return switch (field.getJavaType()) {
      case STRING -> text((String) value);
      case ENUM -> ((EnumValueDescriptor) value).getName().toLowerCase(Locale.ROOT);
      case MESSAGE -> Timestamps.instant((Timestamp) value).atOffset(ZoneOffset.UTC);
      default -> value;
    };
  }

  /** Replaces the one character that PostgreSQL's text cannot hold. */
  static String text(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
