import Foundation
import TestSupport

/// The lines of an ARPA file, read in the simplest way.
struct ARPATable {
  struct Entry {
    let probability: Double
    let backoff: Double
  }

  var counts: [Int] = []
  var entries: [[String]: Entry] = [:]

  init(text: String) {
    for line in text.split(separator: "\n") {
      if line.hasPrefix("ngram ") {
        counts.append(line.split(separator: "=").last.flatMap { Int($0) } ?? 0)
      }
      let fields = line.split(separator: "\t")
      guard fields.count > 1, let probability = Double(fields[0]) else { continue }
      entries[fields[1].split(separator: " ").map(String.init)] = Entry(
        probability: probability, backoff: fields.count > 2 ? Double(fields[2]) ?? 0 : 0)
    }
  }

  init(of name: String) throws {
    let plain = KenLM.folder.appending(path: "\(name).arpa")
    if FileManager.default.fileExists(atPath: plain.path) {
      self.init(text: String(decoding: try Data(contentsOf: plain), as: UTF8.self))
      return
    }
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", plain.path + ".gz"]
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    self.init(text: String(decoding: data, as: UTF8.self))
  }
}
