// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "ctc-asr", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmark",
      dependencies: [
        .product(name: "AudioFrontEnd", package: "ctc-asr"),
        .product(name: "CTC", package: "ctc-asr"),
      ])
  ]
)
