import ArgumentParser

@main
struct CTCASR: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ctc-asr")
}
