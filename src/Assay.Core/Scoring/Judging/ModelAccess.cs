using Assay.Scoring.Batching;
using Assay.Scoring.Pacing;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>How a judge reaches its model: the client, what calls cost, and what holds them back.</summary>
public sealed record ModelAccess
{
    public required IChatClient Client { get; init; }

    public required ModelPrice Price { get; init; }

    public required ReplyForms Forms { get; init; }

    /// <summary>Whether one call may ask for several samples; shared by all who call the same provider and model.</summary>
    public ManyChoices Choices { get; init; } = new(given: false);

    /// <summary>Shared by all who call the same provider and model with the same key; null: no limit, as for a judge without a model.</summary>
    public Pacer? Pacer { get; init; }

    /// <summary>Of those that wait for the pacer, who goes first.</summary>
    public Priority Priority { get; init; } = Priority.Backfill;

    /// <summary>Null where the provider has no batches, or none are wanted.</summary>
    public BatchAccess? Batch { get; init; }

    /// <summary>Null: nothing is capped.</summary>
    public Budget? Budget { get; init; }

    /// <summary>What is given up to make the budget last; null: nothing ever is.</summary>
    public Thrift? Thrift { get; init; }
}
