using System.CommandLine;
namespace Assay.Cli.Commands;
internal static class InitCommand { public static Command Create() => new("init", "x"); }
