// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "FeatureExtraction",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ctc-asr", path: "../..")],
  targets: [
    .executableTarget(
      name: "FeatureExtraction",
      dependencies: [.product(name: "AudioFrontEnd", package: "ctc-asr")])
  ]
)
