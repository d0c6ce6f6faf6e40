using System.CommandLine;
namespace Assay.Cli.Commands;
internal static class JudgeCommands { public static Command Create() => new("judge", "x"); }
