using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>What a worker wants to hold for a run.</summary>
internal readonly record struct Reservation(RunKey Run, long Worker, decimal Usd);
