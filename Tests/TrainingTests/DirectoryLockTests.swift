import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("Directory lock")
struct DirectoryLockTests {
  @Test("a directory belongs to one training until that is over")
  func oneAtATime() throws {
    try withTemporaryFolder { folder in
      var first: DirectoryLock? = try DirectoryLock(folder)
      #expect(throws: CheckpointError.inUse(path: folder.path)) { try DirectoryLock(folder) }
      withExtendedLifetime(first) {}
      first = nil
      _ = try DirectoryLock(folder)
    }
  }
}
