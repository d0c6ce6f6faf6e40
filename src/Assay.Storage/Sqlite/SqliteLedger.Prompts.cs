using Assay.Gating.Prompts;

namespace Assay.Storage.Sqlite;

/// <content>Prompt versions of the application that is judged.</content>
public sealed partial class SqliteLedger
{
    public Task SavePromptUseAsync(PromptUse use, CancellationToken cancellationToken) => WriteAsync(() => PromptTable.Save(_database, use), cancellationToken);
}
