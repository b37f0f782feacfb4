import Foundation

/// The control groups of Linux, of either version, that a process is in: they limit what it may use.
struct ControlGroups {
  /// The list of the groups that the process is in.
  var list = URL(filePath: "/proc/self/cgroup")
  /// Where groups are folders.
  var root = URL(filePath: "/sys/fs/cgroup")

  /// A group that the process is in, or one that this is in.
  struct Group {
    /// Whether it is one of the second version, whose files are called otherwise.
    let isUnified: Bool
    let folder: URL

    /// The words in a file of the group; none if there is no such file.
    func words(in file: String) -> [String] {
      let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
      return (text ?? "").split { $0.isWhitespace }.map(String.init)
    }
  }

  /// All groups that limit what `controller` gives, such as `cpu` or `memory`.
  func groups(of controller: String) -> [Group] {
    let lines = (try? String(contentsOf: list, encoding: .utf8)) ?? ""
    return lines.split(separator: "\n").flatMap { groups(of: controller, in: $0) }
  }

  /// The groups of a line, `number:controllers:/path`.
  private func groups(of controller: String, in line: Substring) -> [Group] {
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return [] }
    let controllers = fields[1].split(separator: ",")
    guard controllers.isEmpty || controllers.contains(Substring(controller)) else { return [] }
    let hierarchy = root.appending(path: String(fields[1]))
    let names = fields[2].split(separator: "/").map(String.init)
    // In a container the path may be the one outside of it, and the container's own group the root.
    return (0...names.count).map { depth in
      Group(
        isUnified: controllers.isEmpty,
        folder: names.prefix(depth).reduce(hierarchy) { $0.appending(path: $1) })
    }
  }
}
