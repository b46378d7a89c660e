// Retrain and rollback. The token stays in this tab: in sessionStorage, which ends with it.

import {$, put} from "./dom.js";
import {post} from "./stream.js";

const KEY = "foretide.token";

const COMMANDS = {
  retrain: {word: "Retrain", text: group => `The trainer of group “${group}” trains now, ahead of its schedule. What it makes serves only if the gate lets it through.`},
  rollback: {word: "Roll back", text: group => `The version before serves group “${group}” again, on every instance.`},
};

/** @param groupOf tells which group the page shows; done is called after a command was accepted */
export function commands(groupOf, done) {
  const token = $("token");
  token.value = sessionStorage.getItem(KEY) ?? "";
  const enable = () => Object.keys(COMMANDS).forEach(name => $(name).disabled = token.value === "" || !groupOf());
  token.addEventListener("input", () => {
    token.value ? sessionStorage.setItem(KEY, token.value) : sessionStorage.removeItem(KEY);
    enable();
  });
  $("commands").addEventListener("submit", event => event.preventDefault());
  for (const [name, command] of Object.entries(COMMANDS)) {
    $(name).addEventListener("click", async () => {
      const group = groupOf();
      if (group && await confirmed(command, group)) {
        await send(name, group, token.value, done);
      }
    });
  }
  return enable;
}

function confirmed({word, text}, group) {
  const dialog = $("confirm");
  put("confirm-title", `${word}: ${group}`);
  put("confirm-text", text(group));
  put("confirm-yes", word);
  dialog.returnValue = "";
  dialog.showModal();
  $("confirm-no").onclick = () => dialog.close("no");
  $("confirm-yes").onclick = () => dialog.close("yes");
  return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), {once: true}));
}

async function send(name, group, token, done) {
  const answer = $("answer");
  answer.className = "";
  put(answer, "asking …");
  try {
    const {accepted} = await post(`/api/models/${group.split("/").map(encodeURIComponent).join("/")}/${name}`, token);
    answer.className = "good";
    put(answer, accepted);
    done();
  } catch (e) {
    answer.className = "bad";
    put(answer, e.message);
  }
}
