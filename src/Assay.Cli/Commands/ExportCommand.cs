using System.CommandLine;
namespace Assay.Cli.Commands;
internal static class ExportCommand { public static Command Create() => new("export", "x"); }
