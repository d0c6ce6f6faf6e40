using System.Text.Json;
using Assay.Integration.Tests.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Assay.Integration.Tests.Assisting;

/// <summary>A coding assistant that has started <c>assay mcp</c>, with the protocol's own client.</summary>
internal sealed class AssistantSession(McpClient client) : IAsyncDisposable
{
    public string? Instructions => client.ServerInstructions;

    /// <summary>A machine that does much else is slow to start a process; a client that gave up asking for the newest protocol would ask for an older one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="protocol">Null: the newest that both know.</param>
    public static async Task<AssistantSession> StartAsync(string folder, string? protocol = null, params string[] arguments) => new(await McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions { Command = "dotnet", Arguments = [AssayProcess.Executable, "mcp", .. arguments], WorkingDirectory = folder }),
        new McpClientOptions { ProtocolVersion = protocol, DiscoverProbeTimeout = Patience, InitializationTimeout = Patience },
        cancellationToken: TestContext.Current.CancellationToken));

    public async Task<IReadOnlyList<Tool>> ToolsAsync() => [.. (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(t => t.ProtocolTool)];

    /// <summary>The answer to a question that can be answered.</summary>
    public async Task<JsonElement> AskAsync(string tool, params (string Name, object Value)[] arguments)
    {
        (string text, bool isError) = await CallAsync(tool, arguments);
        Assert.False(isError, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The sentence with which a question is refused.</summary>
    public async Task<string> RefusedAsync(string tool, params (string Name, object Value)[] arguments)
    {
        (string text, bool isError) = await CallAsync(tool, arguments);
        Assert.True(isError, text);
        return text;
    }

    public async Task<(string Text, bool IsError)> CallAsync(string tool, params (string Name, object Value)[] arguments)
    {
        CallToolResult result = await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value), cancellationToken: TestContext.Current.CancellationToken);
        return (((TextContentBlock)Assert.Single(result.Content)).Text, result.IsError ?? false);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
