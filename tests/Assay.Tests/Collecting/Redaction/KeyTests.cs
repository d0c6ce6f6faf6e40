using Assay.Collecting.Redaction;

namespace Assay.Tests.Collecting.Redaction;

public sealed class KeyTests
{
    private const string Token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    [Theory]
    [InlineData("key: «sk-abcdefghij0123456789ABCD»")]
    [InlineData("OPENAI_API_KEY=«sk-proj-Ab3_dEfGh-1jKlMnOpQrStUv»")]
    [InlineData("«sk-ant-api03-Ab3dEfGh1jKlMnOpQrStUv-xx»")]
    [InlineData("«sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc»")]
    [InlineData("aws «AKIAIOSFODNN7EXAMPLE»")]
    [InlineData("«ASIAIOSFODNN7EXAMPLE»,")]
    [InlineData("«ghp_0123456789abcdefghijABCDEFGHIJ012345»")]
    [InlineData("«github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuv»")]
    [InlineData("«glpat-0123456789abcdefghij»")]
    [InlineData("«xoxb-" + "123456789012-abcdefABCDEF»")]
    [InlineData("«AIzaSyA0123456789abcdefghijklmnopqrstuv»")]
    [InlineData("«hf_0123456789abcdefghijABCDEFGHIJ0123»")]
    [InlineData("token «" + Token + "».")]
    [InlineData("Authorization: Bearer «" + Token + "»")]
    [InlineData("authorization: bearer «0123456789abcdef==»")]
    [InlineData("postgres://anna:«S3cret!pass»@db.example:5432/shop")]
    [InlineData("redis://:«hunter2»@127.0.0.1:6379")]
    [InlineData("https://anna:«pass@word»@host.example.org/path")]
    [InlineData("«-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASC+/=\n-----END PRIVATE KEY-----»\nend")]
    [InlineData("«-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END RSA PRIVATE KEY-----»")]
    [InlineData("«-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA»\n(cut off)")]
    public void A_key_is_found(string marked) => Marked.AssertFound(SensitiveKind.Keys, "KEY", marked);

    [Theory]
    [InlineData("task-0123456789abcdefghijkl")]
    [InlineData("sk-learn")]
    [InlineData("sk-learn-based-classification-approach")]
    [InlineData("sk-0123")]
    [InlineData("AKIAIOSFODNN7EXAMPLEX")]
    [InlineData("AKIAIOSFODNN7EXAMP")]
    [InlineData("akiaiosfodnn7example")]
    [InlineData("ghp_short1")]
    [InlineData("the AIza prefix")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.")]
    [InlineData("Bearer authentication is used")]
    [InlineData("Bearer of bad news, 2026 times")]
    [InlineData("https://example.org:8080/@anna")]
    [InlineData("https://anna@example")]
    [InlineData("postgres://anna:${PASSWORD}@db")]
    [InlineData("postgres://anna:***@db")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIID\n-----END PUBLIC KEY-----")]
    public void What_is_no_key_stays(string text) => Marked.AssertLeft(text);
}
