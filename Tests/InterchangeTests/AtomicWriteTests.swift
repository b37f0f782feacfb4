import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Atomic writing")
struct AtomicWriteTests {
  @Test("a file is replaced and nothing else is left in the folder")
  func replaces() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.bin")
      try writeAtomically(Data("old".utf8), to: url)
      try writeAtomically(Data("new and longer".utf8), to: url)
      #expect(try Data(contentsOf: url) == Data("new and longer".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.bin"])
    }
  }

  @Test("who may read and write a file stays as it was", arguments: [0o600, 0o664, 0o755])
  func permissions(mode: Int) throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "file")
      try writeAtomically(Data("old".utf8), to: url)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
      try writeAtomically(Data("new".utf8), to: url)
      let found = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions]
      #expect(found as? Int == mode)
      #expect(try Data(contentsOf: url) == Data("new".utf8))
    }
  }

  @Test("a symbolic link stays a link and the file it names is replaced")
  func followsLinks() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file")
      let link = folder.appending(path: "link")
      try writeAtomically(Data("old".utf8), to: file)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      try writeAtomically(Data("new".utf8), to: link)
      #expect(try Data(contentsOf: file) == Data("new".utf8))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
    }
  }

  @Test("so does one that names nothing yet", arguments: ["in/file", "other"])
  func followsDanglingLinks(name: String) throws {
    try withTemporaryFolder { folder in
      let inside = folder.appending(path: "in")
      try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
      for (link, place) in [("link", name), ("other", "in/another")] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(path: link).path, withDestinationPath: place)
      }
      try writeAtomically(Data("new".utf8), to: folder.appending(path: "link"))
      let file = inside.appending(path: name == "other" ? "another" : "file")
      #expect(try Data(contentsOf: file) == Data("new".utf8))
      let link = folder.appending(path: "link").path
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == name)
    }
  }

  @Test("a missing folder is an error that names path and reason")
  func missingFolder() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "missing/a.bin")
      let error = #expect(throws: FileError.self) { try writeAtomically(Data(), to: url) }
      #expect(error?.description == "cannot write \(url.path): No such file or directory")
    }
  }

  @Test("a folder is not written over")
  func folder() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) { try writeAtomically(Data(), to: folder) }
      #expect(error == .unwritable(path: folder.path, reason: "Is a directory"))
    }
  }

  @Test("a device is written to, not replaced")
  func device() throws {
    let null = URL(filePath: "/dev/null")
    try writeAtomically(Data("gone".utf8), to: null)
    let type = try FileManager.default.attributesOfItem(atPath: null.path)[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
  }

  #if os(Linux)
    @Test("a full disk is an error that says so")
    func fullDisk() {
      let full = URL(filePath: "/dev/full")
      let error = #expect(throws: FileError.self) { try writeAtomically(Data([1]), to: full) }
      #expect(error?.description == "cannot write /dev/full: No space left on device")
    }
  #endif
}
