using System.CommandLine;
using Assay.Cli;
using Assay.Cli.Commands;

var root = new RootCommand("Assay scores what an LLM application says in production, with another LLM as the judge.")
{
    DemoCommand.Create(),
    InitCommand.Create(),
    RunCommand.Create(),
    GateCommand.Create(),
    DataSetCommands.Create(),
    PromptsCommands.Create(),
    ServeCommand.Create(),
    WorkCommand.Create(),
    LedgerCommand.Create(),
    RejudgeCommand.Create(),
    KeysCommands.Create(),
    WhyCommand.Create(),
    RunsCommand.Create(),
    ReportCommand.Create(),
    CausesCommand.Create(),
    CompareCommand.Create(),
    ReleaseCommand.Create(),
    AlertCommands.Create(),
    ExportCommand.Create(),
    JudgeCommands.Create(),
    LabelCommands.Create(),
    TrustCommands.Create(),
    CacheCommands.Create(),
    BatchesCommands.Create(),
    DeleteCommand.Create(),
    DbCommands.Create(),
    DoctorCommand.Create(),
    McpCommand.Create(),
    SimulateCommand.Create(),
};

return await Invocation.RunAsync(root, args);
