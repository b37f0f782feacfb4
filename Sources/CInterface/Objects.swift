import CRecognizer

/// What a program in C holds of `object`, until it gives it to ``release(_:as:)``.
func opaque(_ object: some AnyObject) -> OpaquePointer {
  OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// The object behind a pointer of ``opaque(_:)``.
func object<Object: AnyObject>(at pointer: OpaquePointer) -> Object {
  Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
}

/// Gives back what ``opaque(_:)`` has retained, if anything.
func release<Object: AnyObject>(_ pointer: OpaquePointer?, as type: Object.Type) {
  guard let pointer else { return }
  Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).release()
}

/// What `body` gives; nil, and a line for `ctc_asr_error()`, if it throws.
func attempt<Result>(_ body: () throws -> Result) -> Result? {
  do {
    return try body()
  } catch {
    ctc_asr_fail("\(error)")
    return nil
  }
}
