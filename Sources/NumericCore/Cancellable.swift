/// What `body` gives, to which it hands what throws if the task has been cancelled, on whichever thread
/// it is called.
package func cancellable<R>(
  _ body: (_ check: () throws(CancellationError) -> Void) throws -> R
) throws -> R {
  try withUnsafeCurrentTask { task in
    let check = { () throws(CancellationError) in
      if task?.isCancelled ?? false { throw CancellationError() }
    }
    try check()
    return try body(check)
  }
}
