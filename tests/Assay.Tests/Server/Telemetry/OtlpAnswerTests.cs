using System.Text;
using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;

namespace Assay.Tests.Server.Telemetry;

public sealed class OtlpAnswerTests
{
    [Fact]
    public void Complete_success_says_nothing()
    {
        Assert.Empty(OtlpAnswer.Accepted(OtlpEncoding.Protobuf, OtlpSignal.Traces, 0, null));
        Assert.Equal("{}", Json(OtlpAnswer.Accepted(OtlpEncoding.Json, OtlpSignal.Traces, 0, "")));
    }

    [Theory]
    [InlineData("Traces", "rejectedSpans")]
    [InlineData("Logs", "rejectedLogRecords")]
    [InlineData("Metrics", "rejectedDataPoints")]
    public void Partial_success_says_how_many_and_why(string signal, string name)
    {
        OtlpSignal of = Enum.Parse<OtlpSignal>(signal);

        PartialSuccess partial = ExportAnswer.Parser.ParseFrom(OtlpAnswer.Accepted(OtlpEncoding.Protobuf, of, 3, "no messages")).PartialSuccess;

        Assert.Equal((3, "no messages"), (partial.Rejected, partial.ErrorMessage));
        Assert.Equal($$$"""{"partialSuccess":{"{{{name}}}":"3","errorMessage":"no messages"}}""", Json(OtlpAnswer.Accepted(OtlpEncoding.Json, of, 3, "no messages")));
    }

    [Fact]
    public void A_warning_may_come_with_full_success() =>
        Assert.Equal("set it", ExportAnswer.Parser.ParseFrom(OtlpAnswer.Accepted(OtlpEncoding.Protobuf, OtlpSignal.Traces, 0, "set it")).PartialSuccess.ErrorMessage);

    [Fact]
    public void A_failure_is_a_status()
    {
        RpcStatus status = RpcStatus.Parser.ParseFrom(OtlpAnswer.Failed(OtlpEncoding.Protobuf, 3, "not OTLP"));

        Assert.Equal((3, "not OTLP"), (status.Code, status.Message));
        Assert.Equal("""{"code":3,"message":"not OTLP"}""", Json(OtlpAnswer.Failed(OtlpEncoding.Json, 3, "not OTLP")));
    }

    private static string Json(byte[] answer) => Encoding.UTF8.GetString(answer);
}
