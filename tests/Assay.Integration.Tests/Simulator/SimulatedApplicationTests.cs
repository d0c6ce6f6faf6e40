using System.Net.Http.Json;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Simulator;

/// <summary>The simulator's application answers as well as its prompt lets it.</summary>
public sealed class SimulatedApplicationTests
{
    private const string Known = "You help. Text:\nParcels arrive within three days. Returns are free for sixty days, and the label is in the parcel.\nVouchers have no end.";

    [Theory]
    [InlineData(Known, "How long are returns free?", "Parcels arrive within three days. Returns are free for sixty days, and the label is in the parcel.")]
    [InlineData(Known, "Do vouchers have no end, and are returns free for sixty days?", "Returns are free for sixty days, and the label is in the parcel. Vouchers have no end.")]
    [InlineData("Answer in at most 3 words. Text:\nParcels arrive within three days.", "When do parcels arrive?", "Parcels arrive within")]
    [InlineData("You help.", "How long are returns free?", "I am not able to say. Please ask somebody of our team about it.")]
    public async Task It_answers_from_what_it_was_given(string system, string user, string answer)
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        Assert.Equal(answer, await AskAsync(provider, "simulated-app", new { role = "system", content = system }, new { role = "user", content = user }));
    }

    [Fact]
    public async Task What_stands_before_the_question_of_a_user_counts_as_given()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        Assert.Equal("Parcels arrive within three days.", await AskAsync(provider, "simulated-app-small", new { role = "user", content = "Text:\nParcels arrive within three days.\n\nQuestion: When?" }));
    }

    private static async Task<string?> AskAsync(LoggedProvider provider, string model, params object[] messages)
    {
        using var client = new HttpClient();
        using HttpResponseMessage reply = await client.PostAsJsonAsync(new Uri(provider.Address, "v1/chat/completions"), new { model, messages }, TestContext.Current.CancellationToken);
        JsonElement body = await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
    }
}
