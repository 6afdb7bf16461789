// The servers, the signals and /proc are Linux's: so is this engine.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
