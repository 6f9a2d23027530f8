// Starts the page: takes the token out of the address, asks who it is served by, and draws the rest.
import { render } from "preact";
import { Api, takeToken, wordsOf } from "./api.ts";
import { App } from "./app.tsx";

const root = document.getElementById("app");
if (root !== null) {
  const api = new Api(takeToken());
  // What stands there until now.
  root.replaceChildren();
  api.welcome().then(
    (welcome) => {
      render(<App api={api} welcome={welcome} />, root);
    },
    (error: unknown) => {
      render(
        <main class="alone">
          <h1>apex-bulk</h1>
          <p role="alert">{wordsOf(error)}</p>
          <p class="quiet">
            The address holds a token that is good for this tab. The terminal prints it again:{" "}
            <code>npm start -- board</code>
          </p>
        </main>,
        root,
      );
    },
  );
}
