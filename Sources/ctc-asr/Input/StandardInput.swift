import Foundation
import NumericCore

/// What errors call the input that is named -.
let standardInputName = "standard input"

/// What messages and lines of text call the input at `path`, which may be -.
func inputName(_ path: String) -> String { path == "-" ? standardInputName : path.onOneLine }

/// The file at `path`, or standard input for `-`.
func inputFile(_ path: String) -> URL { URL(filePath: path == "-" ? "/dev/stdin" : path) }
