public import Foundation

/// The root of the package, where Fixtures/ and Audio/ stand.
public let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The contents of a JSON file under Fixtures/.
public func fixture<T: Decodable>(_ path: String, as type: T.Type = T.self) throws -> T {
  let url = packageRoot.appending(path: "Fixtures").appending(path: path)
  return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}
