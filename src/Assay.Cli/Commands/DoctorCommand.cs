using System.CommandLine;
namespace Assay.Cli.Commands;
internal static class DoctorCommand { public static Command Create() => new("doctor", "x"); }
