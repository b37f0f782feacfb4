/// How many threads work on one operation: a transcript, a training step, a data set.
public enum Parallelism {
  /// The number of threads of this process that share the work of an operation, the caller's
  /// included; until it is set, one for each processor that the process may use, of a container with a
  /// limit as many as that is enough for.
  ///
  /// It may be set at any time and from any thread, also while operations run, which keep the threads
  /// that they have.  Results do not depend on it.
  ///
  /// One operation at a time has the threads.  Others that run meanwhile, in tasks of their own, each
  /// go on on their caller's thread alone, and none waits: n tasks at once take n + `threadCount` − 1
  /// threads at most.  A server that transcribes many recordings at once sets 1, and its tasks are all
  /// the threads there are; they should have a lower priority than what answers its callers, see
  /// `SequenceLabeler`.  A training makes its examples on threads of its own besides, one for four
  /// of these.
  ///
  /// - Precondition: it is at least 1.
  public static var threadCount: Int {
    get { ThreadPool.shared.threadCount }
    set { ThreadPool.shared.resize(to: newValue) }
  }
}
