import Foundation

/// The operating system's words for an error of Foundation's file functions, such as
/// "No such file or directory".
package func systemReason(for error: any Error) -> String {
  // Foundation's parts differ in the type that they wrap the system's error number in.
  let cause = (error as? CocoaError)?.underlying
  if let posix = cause as? POSIXError { return systemReason(code: posix.code.rawValue) }
  if let posix = cause as? NSError, posix.domain == NSPOSIXErrorDomain {
    return systemReason(code: Int32(posix.code))
  }
  return error.localizedDescription
}

/// The operating system's words for an error number.
package func systemReason(code: Int32) -> String {
  String(cString: strerror(code))
}
