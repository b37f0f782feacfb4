// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "StreamingFeatures",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ctc-asr", path: "../..")],
  targets: [
    .executableTarget(
      name: "StreamingFeatures",
      dependencies: [.product(name: "AudioFrontEnd", package: "ctc-asr")])
  ]
)
