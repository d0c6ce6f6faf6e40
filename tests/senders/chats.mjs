// The chats that the test wants, each an argument that holds a request in JSON, and what came of them: one completion per line.

export async function answer(complete) {
  for (const request of process.argv.slice(2).map((chat) => JSON.parse(chat))) {
    console.log(JSON.stringify(await complete({ model: "gpt-4o-mini", temperature: 0.5, ...request })));
  }
}
