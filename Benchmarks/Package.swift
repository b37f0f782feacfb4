// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ctc-asr", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmark",
      dependencies: [
        .product(name: "AudioFrontEnd", package: "ctc-asr"),
        .product(name: "CTC", package: "ctc-asr"),
        .product(name: "Interchange", package: "ctc-asr"),
        .product(name: "LanguageModel", package: "ctc-asr"),
        .product(name: "RecurrentNetwork", package: "ctc-asr"),
        .product(name: "SequenceLabeler", package: "ctc-asr"),
        .product(name: "Training", package: "ctc-asr"),
      ])
  ]
)
