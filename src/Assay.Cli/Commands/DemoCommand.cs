using System.CommandLine;
namespace Assay.Cli.Commands;
internal static class DemoCommand { public static Command Create() => new("demo", "x"); }
