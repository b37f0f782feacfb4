import Foundation

/// The operating system's words for an error of Foundation's file functions, such as
/// "No such file or directory".
package func systemReason(for error: any Error) -> String {
  if let cause = (error as? CocoaError)?.underlying.map({ $0 as NSError }),
    cause.domain == NSPOSIXErrorDomain
  {
    return systemReason(code: Int32(cause.code))
  }
  return error.localizedDescription
}

/// The operating system's words for an error number.
package func systemReason(code: Int32) -> String {
  String(cString: strerror(code))
}
