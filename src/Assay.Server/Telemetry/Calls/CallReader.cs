using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Server.Telemetry.Conventions;
using Assay.Server.Telemetry.Messages;
using Assay.Server.Telemetry.Metadata;

namespace Assay.Server.Telemetry.Calls;

/// <summary>Reads a call as the response it brought.</summary>
internal static class CallReader
{
    public static Reading Read(Call call) => CallKind.IsModelCall(call.Attributes) ? ReadModelCall(call) : new Reading.Ignored();

    public static Reading ReadModelCall(Call call)
    {
        Content input = First(call, Convention.AllInputs);
        Content output = First(call, Convention.AllOutputs);
        if ((input.Problem ?? output.Problem) is { } problem)
        {
            return new Reading.Rejected(new RejectedCall(call.Id, problem));
        }

        Answer answer = Answer.In(output.Messages);
        if (answer.CallsTools || (call.Failed && string.IsNullOrEmpty(answer.Text)))
        {
            return new Reading.Unanswered();
        }

        if (!input.IsRecorded || answer.Text is null)
        {
            return Ending.IsForTools(call.Attributes)
                ? new Reading.Unanswered()
                : new Reading.WithoutContent(new CallWithoutContent(Respond(call, "", ""), ContentSetting.For(call)));
        }

        List<Turn> turns = [.. Turns(First(call, Convention.AllInstructions).Messages), .. Turns(input.Messages)];
        return Chat.TryRead([.. Asked(turns), .. Turns(answer.Steps)]) is { } chat
            ? new Reading.Answered(Respond(call, chat.Input, answer.Text) with
            {
                Conversation = chat.Before,
                Context = [.. Context(call), .. chat.ToolResults],
            })
            : new Reading.Rejected(new RejectedCall(call.Id, "The messages hold nothing that was asked: none is of a user or of the system."));
    }

    /// <summary>The first place in which something was recorded; where there is none, the first that could not be read.</summary>
    private static Content First(Call call, IReadOnlyList<ContentSource> sources)
    {
        Content found = Content.None;
        foreach (ContentSource source in sources)
        {
            Content content = source.Read(call);
            if (content.IsRecorded)
            {
                return content;
            }

            found = found.Problem is null ? content : found;
        }

        return found;
    }

    private static IEnumerable<Turn> Turns(IEnumerable<Message> messages) => messages.Select(message => new Turn(message.Role, message.Text ?? ""));

    /// <summary>Applications that ask in the system message alone ask nevertheless.</summary>
    private static List<Turn> Asked(List<Turn> turns)
    {
        int last = turns.FindLastIndex(turn => turn.Role == Roles.System);
        if (last >= 0 && !turns.Exists(turn => turn.Role == Roles.User))
        {
            turns[last] = turns[last] with { Role = Roles.User };
        }

        return turns;
    }

    private static IEnumerable<string> Context(Call call) =>
        Convention.AllContext
            .SelectMany(source => source.Read(call).Messages)
            .Select(message => message.Text)
            .OfType<string>()
            .Where(text => text.Length > 0);

    private static Response Respond(Call call, string input, string output)
    {
        Response response = new()
        {
            Id = call.Id,
            Input = input,
            Output = output,
            Reference = call.Attributes.Text(ReservedNames.Reference),
            Release = call.Attributes.Text(ReservedNames.Release) ?? call.Resource.Text(ReservedNames.Release) ?? call.Resource.Text("service.version"),
            OccurredAt = call.EndedAt,
            Metadata = MetadataReader.Read(call),
            // A call is one turn: the next has an id of its own.
            Closed = true,
        };
        return call.Id.Length > 0 ? response : response with { Id = ContentHash.Of(response).ToResponseId() };
    }
}
