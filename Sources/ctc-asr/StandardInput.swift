import Foundation

/// What errors call the input that is named -.
let standardInputName = "standard input"

/// The file at `path`, or standard input for `-`.
func inputFile(_ path: String) -> URL { URL(filePath: path == "-" ? "/dev/stdin" : path) }
