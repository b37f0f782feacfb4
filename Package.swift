// swift-tools-version: 6.3

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "ctc-asr",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "AudioFrontEnd", targets: ["AudioFrontEnd"]),
    .library(name: "CTC", targets: ["CTC"]),
    .library(name: "LanguageModel", targets: ["LanguageModel"]),
    .library(name: "RecurrentNetwork", targets: ["RecurrentNetwork"]),
    .library(name: "Interchange", targets: ["Interchange"]),
    .library(name: "SequenceLabeler", targets: ["SequenceLabeler"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "Report", targets: ["Report"]),
    .library(name: "ctc_asr", type: .dynamic, targets: ["CInterface"]),
    .executable(name: "ctc-asr", targets: ["ctc-asr"]),
  ],
  traits: [
    .default(enabledTraits: ["OneDNN"]),
    .trait(
      name: "OneDNN",
      description: "Matrix products by oneDNN; without it, by the package's own kernels."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // MARK: - System libraries
    .systemLibrary(
      name: "CSndFile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3f",
      providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    .systemLibrary(
      name: "COneDNN",
      providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
    .systemLibrary(
      name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    // MARK: - Numerics
    .target(name: "CKernels"),
    .target(name: "NumericCore", dependencies: ["CKernels"], swiftSettings: settings),
    .target(
      name: "LinearAlgebra",
      dependencies: [
        "NumericCore", "CKernels", .target(name: "COneDNN", condition: .when(traits: ["OneDNN"])),
      ],
      swiftSettings: settings),

    // MARK: - Parts of a recognizer
    .target(
      name: "AudioFrontEnd", dependencies: ["NumericCore", "CKernels", "CSndFile", "CFFTW"],
      swiftSettings: settings),
    .target(name: "CTC", dependencies: ["NumericCore", "CKernels"], swiftSettings: settings),
    .target(
      name: "LanguageModel",
      dependencies: ["NumericCore", "CTC", "Interchange", "CKernels", "CZlib"],
      swiftSettings: settings),
    .target(
      name: "RecurrentNetwork", dependencies: ["NumericCore", "LinearAlgebra", "CKernels"],
      swiftSettings: settings),
    .target(name: "Interchange", dependencies: ["NumericCore"], swiftSettings: settings),

    // MARK: - The recognizer
    .target(name: "CImage"),
    .target(
      name: "SequenceLabeler",
      dependencies: [
        "CImage", "NumericCore", "LinearAlgebra", "AudioFrontEnd", "RecurrentNetwork", "CTC",
        "LanguageModel",
        "Interchange",
      ],
      resources: [.copy("Resources/models")],
      swiftSettings: settings),
    .target(
      name: "Training",
      dependencies: [
        "NumericCore", "CKernels", "AudioFrontEnd", "RecurrentNetwork", "CTC", "Interchange",
        "SequenceLabeler", "Yams",
      ],
      swiftSettings: settings),
    .target(
      name: "Report",
      dependencies: [
        "NumericCore", "AudioFrontEnd", "CTC", "Interchange", "SequenceLabeler", "Training",
        "CZlib",
      ],
      swiftSettings: settings),
    .target(name: "CRecognizer", exclude: ["exported.map", "ctc-asr.pc.in"]),
    .target(
      name: "CInterface",
      dependencies: [
        "CRecognizer", "NumericCore", "AudioFrontEnd", "RecurrentNetwork", "CTC", "SequenceLabeler",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "ctc-asr",
      dependencies: [
        "NumericCore", "AudioFrontEnd", "CTC", "Interchange", "LanguageModel", "RecurrentNetwork",
        "Report", "SequenceLabeler", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["NumericCore"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "NumericCoreTests", dependencies: ["NumericCore", "CKernels", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "AudioFrontEndTests",
      dependencies: ["AudioFrontEnd", "NumericCore", "CKernels", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CTCTests", dependencies: ["CTC", "CKernels", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "LanguageModelTests",
      dependencies: ["LanguageModel", "CTC", "Interchange", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RecurrentNetworkTests", dependencies: ["RecurrentNetwork", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "InterchangeTests", dependencies: ["Interchange", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SequenceLabelerTests", dependencies: ["SequenceLabeler", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "AudioFrontEnd", "Training", "TestSupport"],
      exclude: ["check-in-browser"], swiftSettings: settings),
    .testTarget(
      name: "CInterfaceTests",
      dependencies: [
        "CInterface", "CRecognizer", "AudioFrontEnd", "CTC", "SequenceLabeler", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "ctc-asr", "AudioFrontEnd", "CTC", "Interchange", "RecurrentNetwork", "SequenceLabeler",
        "TestSupport",
      ],
      exclude: ["Snapshots"], swiftSettings: settings),
  ]
)
