using System.Reflection;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Scoring.Serving;
using Assay.Tests.Testing;

namespace Assay.Tests.Collecting.Intake;

public sealed class ResponseIntakeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();
    private readonly HeldLedger _ledger = HeldLedger.Create();

    public ResponseIntakeTests() => _clock.Advance(Long);

    [Fact]
    public async Task While_saving_is_quick_four_thousand_may_wait()
    {
        await using ResponseIntake intake = Start();
        List<Task<IntakeResult>> sent = [.. await SendAsync(intake, 1_000), .. await SendAsync(intake, 3_000)];

        IntakeResult beyond = await intake.ReceiveAsync(Request(100));
        _ledger.Release();

        Assert.IsType<IntakeResult.Overloaded>(beyond);
        Assert.All(await Task.WhenAll(sent), r => Assert.IsType<IntakeResult.Taken>(r));
    }

    [Fact]
    public async Task Nobody_is_let_in_behind_many_of_whom_one_has_waited_for_long()
    {
        await using ResponseIntake intake = Start();
        List<Task<IntakeResult>> sent = await SendAsync(intake, 1_000);
        _clock.Advance(Long);

        IntakeResult late = await intake.ReceiveAsync(Request(100));
        _ledger.Release();

        Assert.IsType<IntakeResult.Overloaded>(late);
        Assert.All(await Task.WhenAll(sent), r => Assert.IsType<IntakeResult.Taken>(r));
    }

    [Fact]
    public async Task A_slow_disk_turns_away_no_load_that_it_can_bear()
    {
        await using ResponseIntake intake = Start();
        List<Task<IntakeResult>> sent = await SendAsync(intake, 100);
        _clock.Advance(Long);

        sent.AddRange(await SendAsync(intake, 800));
        _ledger.Release();

        Assert.All(await Task.WhenAll(sent), r => Assert.IsType<IntakeResult.Taken>(r));
    }

    private ResponseIntake Start()
    {
        var intake = new ResponseIntake((IServiceLedger)(object)_ledger, [], new IntakeRedaction(new Redactor(RedactionRules.None)), () => { }, _clock);
        intake.Start();
        return intake;
    }

    /// <summary>In requests of 100; returns when the ledger is busy with the first.</summary>
    private async Task<List<Task<IntakeResult>>> SendAsync(ResponseIntake intake, int responses)
    {
        List<Task<IntakeResult>> sent = [.. Enumerable.Range(0, responses / 100).Select(_ => intake.ReceiveAsync(Request(100)))];
        await _ledger.Busy;
        return sent;
    }

    private static IntakeRequest Request(int responses) => new([.. Enumerable.Repeat(new Arrival(Some.Response()), responses)], []);

    /// <summary>Saves nothing until it is released, and then everything at once.</summary>
    public class HeldLedger : DispatchProxy
    {
        private readonly TaskCompletionSource _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Busy => _busy.Task;

        public static HeldLedger Create() => (HeldLedger)(object)Create<IServiceLedger, HeldLedger>();

        public void Release() => _released.SetResult();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == nameof(IServiceLedger.ReceiveAsync)
            ? SaveAsync((IReadOnlyList<IntakeRequest>)args![0]!)
            : throw new NotSupportedException(targetMethod?.Name);

        private async Task<IReadOnlyList<IntakeResult>> SaveAsync(IReadOnlyList<IntakeRequest> requests)
        {
            _busy.TrySetResult();
            await _released.Task;
            return [.. requests.Select(_ => new IntakeResult.Taken([]))];
        }
    }
}
