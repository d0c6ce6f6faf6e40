using System.Globalization;

namespace Assay.Benchmarks.Service;

/// <summary>What a service showed, second by second, while its provider was away.</summary>
internal sealed class ShownOutage
{
    /// <summary>Between two readings that come one after the other.</summary>
    private const double Tolerance = 2;

    private readonly OutageMoment _first;
    private long _moments;
    private long _paused;
    private long _fewerOwed;
    private long _otherScored;
    private long _otherMeans;
    private long _otherOldest;

    /// <param name="first">When it had just gone.</param>
    public ShownOutage(OutageMoment first) => (_first, Last) = (first, first);

    public OutageMoment Last { get; private set; }

    public bool IsAsItShouldBe => _moments > 0 && _paused > 0 && _fewerOwed + _otherScored + _otherMeans + _otherOldest == 0 && Last.Owed > _first.Owed;

    public void Add(OutageMoment moment)
    {
        _moments++;
        _paused += moment.Paused is null ? 0 : 1;
        _fewerOwed += moment.Owed < Last.Owed ? 1 : 0;
        _otherScored += moment.Scored != _first.Scored ? 1 : 0;
        _otherMeans += moment.Criteria != _first.Criteria ? 1 : 0;
        _otherOldest += Math.Abs(moment.OldestOwedSeconds - moment.OldestInMetrics) > Tolerance ? 1 : 0;
        Last = moment;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"outage:    owed from {_first.Owed:N0} to {Last.Owed:N0}; in {_moments:N0} readings the judge was paused in {_paused:N0}, owed fell in {_fewerOwed}, the number of scores differed in {_otherScored}, a mean or an interval in {_otherMeans}, the oldest owed between ledger and metrics in {_otherOldest}");
}
