using Assay.Benchmarks;

// Each measurement runs the real executable, Release build, as a process of its own on this machine.
return args switch
{
    ["simulator", ..] => await SimulatorLoad.RunAsync(seconds: 10),
    ["million", ..] => await LargeFile.RunAsync(lines: args is [_, var n] ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: simulator | million [LINES]");
    return 2;
}
