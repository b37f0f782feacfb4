// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "TrainingLoop",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ctc-asr", path: "../..")],
  targets: [
    .executableTarget(
      name: "TrainingLoop",
      dependencies: ["AudioFrontEnd", "CTC", "Interchange", "RecurrentNetwork"].map {
        .product(name: $0, package: "ctc-asr")
      })
  ]
)
