import AudioFrontEnd
import SequenceLabeler

extension AudioOptions {
  /// What `model` says of the sound at `path` or, if `each` channel is to be heard, of all of them one
  /// after the other, without what they have of each other; the sound's sample rate; and whether the
  /// channels, of which the mean was heard, cancel each other.
  func channels(
    at path: String, each: Bool, for model: Model
  ) throws(AudioFileError) -> (sampleRate: Int, channelsCancel: Bool, emissions: [Emissions]) {
    var sound = try reader(at: path)
    let (sampleRate, count) = (sound.sampleRate, sound.channelCount)
    guard each, count > 1 else {
      let emissions = try model.emissions(reading: &sound)
      return (sampleRate, sound.channelsCancel, [emissions])
    }
    var levels: [SoundLevels] = []
    for channel in 1...count {
      levels.append(SoundLevels(sampleRate: sampleRate))
      var sound = try reader(at: path, channel: channel)
      while let samples = try sound.nextBlock() { levels[channel - 1].append(samples) }
    }
    let crosstalk = Crosstalk(between: levels, sampleRate: sampleRate)
    var emissions: [Emissions] = []
    for channel in 1...count {
      var sound = try reader(at: path, channel: channel)
      emissions.append(
        try model.emissions(reading: &sound) { samples, first in
          crosstalk.covering(samples, of: channel, from: first)
        })
    }
    return (sampleRate, false, emissions)
  }
}
