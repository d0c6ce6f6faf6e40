using System.CommandLine;
namespace Assay.Cli.Commands;
internal static class WhyCommand { public static Command Create() => new("why", "x"); }
