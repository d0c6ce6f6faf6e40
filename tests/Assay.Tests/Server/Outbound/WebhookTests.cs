using System.Text;
using System.Text.Json;
using Assay.Configuring;
using Assay.Server.Outbound;
using Assay.Surfacing.Outbound;
using Assay.Tests.Surfacing.Outbound;

namespace Assay.Tests.Server.Outbound;

public sealed class WebhookTests
{
    private const string Secret = "whsec_c2VjcmV0IG9mIGEgdGVzdCwgdHdlbnR5LWZvdXIgYnl0ZXM=";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_731_705_121);

    [Fact]
    public void The_signature_is_that_of_the_specification()
    {
        // The example that the libraries of Standard Webhooks are tested with.
        var signer = new WebhookSigner([Convert.FromBase64String("plJ3nmyCDGBKInavdOK15jsl")]);

        IReadOnlyList<KeyValuePair<string, string>> headers = signer.Sign("msg_loFOjxBNrRLzqYUf", Now, Encoding.UTF8.GetBytes("""{"event_type":"ping","data":{"success":true}}"""));

        Assert.Equal(
            [
                new("webhook-id", "msg_loFOjxBNrRLzqYUf"),
                new("webhook-timestamp", "1731705121"),
                new("webhook-signature", "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="),
            ],
            headers);
    }

    [Fact]
    public void While_a_secret_is_replaced_both_sign()
    {
        byte[][] keys = [[1, 2, 3], [4, 5, 6]];

        string both = Signature(keys, Now);

        Assert.Equal($"{Signature([keys[0]], Now)} {Signature([keys[1]], Now)}", both);
    }

    [Fact]
    public void The_verification_of_the_guide_takes_what_is_signed_and_nothing_that_was_altered()
    {
        byte[] body = EventsJson.Write([Told.Scored()]);
        byte[] key = WebhookSecret.ReadOrThrow(new SecretPlace("secret", "S", null), "", _ => Secret);
        string good = Signature([[9], key], Now, body);
        string foreign = Signature([[9]], Now, body);

        Assert.True(Verify(body, good, Now, Now));
        Assert.True(Verify(body, good, Now, Now + TimeSpan.FromMinutes(4)));
        Assert.False(Verify(body, good, Now, Now + TimeSpan.FromMinutes(6)));
        Assert.False(Verify(body, good, Now, Now - TimeSpan.FromMinutes(6)));
        Assert.False(Verify(body, good, Now + TimeSpan.FromSeconds(1), Now));
        Assert.False(Verify(body, foreign, Now, Now));
        Assert.False(Verify(body, "v1,", Now, Now));
        Assert.False(Verify(body, good.Replace("v1,", "v1a,", StringComparison.Ordinal), Now, Now));
        for (int place = 0; place < body.Length; place++)
        {
            byte[] altered = [.. body];
            altered[place] ^= 1;
            Assert.False(Verify(altered, good, Now, Now));
        }
    }

    [Theory]
    [InlineData(null, "the environment variable S is not set")]
    [InlineData("", "the environment variable S is not set")]
    [InlineData("hunter2hunter2hunter2hunter2", "must be whsec_")]
    [InlineData("whsec_aHVudGVyMg==", "24 to 64 bytes")]
    [InlineData("whsec_not base64 at all, hunter2", "24 to 64 bytes")]
    public void A_secret_that_is_none_is_refused_and_not_repeated(string? secret, string expected)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => WebhookSecret.ReadOrThrow(new SecretPlace("webhooks.ops.secret_variable", "S", null), "", _ => secret));

        Assert.StartsWith("webhooks.ops.secret_variable: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_has_each_verdict_as_the_service_shows_it()
    {
        JsonElement[] events = [.. JsonElement.Parse(EventsJson.Write([Told.Scored(1), Told.Unscored(2)])).GetProperty("events").EnumerateArray()];

        Assert.Equal((Told.Id(1), "verdict", Told.DecidedAt), (events[0].GetProperty("id").GetGuid(), events[0].GetProperty("type").GetString(), events[0].GetProperty("decided_at").GetDateTimeOffset()));
        Assert.Equal(2, events[0].GetProperty("revision").GetInt32());
        JsonElement scored = events[0].GetProperty("result");
        Assert.Equal(("r1", "scored", 3.5), (scored.GetProperty("id").GetString(), scored.GetProperty("outcome").GetString(), scored.GetProperty("overall").GetDouble()));
        Assert.Equal("pass", scored.GetProperty("scores").GetProperty("polite").GetProperty("label").GetString());
        JsonElement unscored = events[1].GetProperty("result");
        Assert.Equal(("unscored", "refused", JsonValueKind.Null), (unscored.GetProperty("outcome").GetString(), unscored.GetProperty("reason").GetString(), unscored.GetProperty("overall").ValueKind));
    }

    [Fact]
    public void A_notice_stands_in_the_same_document_with_its_incident()
    {
        JsonElement told = Assert.Single(JsonElement.Parse(EventsJson.Write([Told.Alerted(3)])).GetProperty("events").EnumerateArray());

        Assert.Equal((Told.Id(3), "alert", "opened", Told.DecidedAt), (told.GetProperty("id").GetGuid(), told.GetProperty("type").GetString(), told.GetProperty("event").GetString(), told.GetProperty("at").GetDateTimeOffset()));
        JsonElement incident = told.GetProperty("incident");
        Assert.Equal(("refund-quality", "drop", 3.87), (incident.GetProperty("rule").GetString(), incident.GetProperty("subject").GetProperty("kind").GetString(), incident.GetProperty("opening").GetProperty("value").GetProperty("value").GetDouble()));
    }

    [Theory]
    [InlineData(200, "Done", "")]
    [InlineData(204, "Done", "")]
    [InlineData(302, "Refused", "redirects are not followed")]
    [InlineData(400, "Refused", "answered 400: no good")]
    [InlineData(401, "Refused", "answered 401: no good")]
    [InlineData(408, "Failed", "answered 408")]
    [InlineData(410, "Refused", "answered 410")]
    [InlineData(422, "Refused", "answered 422")]
    [InlineData(429, "Failed", "answered 429")]
    [InlineData(500, "Failed", "answered 500")]
    [InlineData(503, "Failed", "answered 503")]
    public void What_is_answered_decides_what_becomes_of_a_batch(int status, string kind, string said)
    {
        Delivery delivery = DeliveryReading.Of(
            new OutboundReply.Answered(status, "no good"u8.ToArray(), null), s => s is 408 or 429 or >= 500, _ => new Delivery.Done(), []);

        Assert.Equal(kind, delivery.GetType().Name);
        Assert.Contains(said, delivery.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_repeated_on_one_line_without_control_characters_and_secrets()
    {
        var answered = new OutboundReply.Answered(400, Encoding.UTF8.GetBytes($"bad\r\n\u001b[31m key: api-key-of-ours {new string('x', 5000)}"), null);

        string reason = Assert.IsType<Delivery.Refused>(DeliveryReading.Of(answered, _ => false, _ => new Delivery.Done(), ["api-key-of-ours"])).Reason;

        Assert.DoesNotContain("api-key-of-ours", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, char.IsControl);
        Assert.InRange(reason.Length, 10, 240);
    }

    private static bool Verify(byte[] body, string signatures, DateTimeOffset sent, DateTimeOffset now) =>
        OutboundSamples.IsGenuine(Secret, "msg_1", $"{sent.ToUnixTimeSeconds()}", signatures, body, now);

    private static string Signature(IReadOnlyList<byte[]> keys, DateTimeOffset now, byte[]? body = null) =>
        new WebhookSigner(keys).Sign("msg_1", now, body ?? [1, 2, 3]).Single(h => h.Key == "webhook-signature").Value;
}
