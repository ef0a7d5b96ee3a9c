"""Loops around the plain SDKs, as their users write them: each SDK's own client, against a scripted endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.testing.endpoint import ScriptedAnthropic, ScriptedGemini, ScriptedOpenAI
from toolspan.testing.script import Transcript

from .drivers import Framework

if TYPE_CHECKING:
    from toolspan.testing.script import Turn

QUESTION: dict[str, Any] = {"role": "user", "content": "go"}


class LoopDriver(Framework):
    """Plays a script through a loop around one SDK. Its tools are one `Loop`."""

    models = ("own",)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        (loop,) = tools
        with self.endpoint(script) as server:
            final = await self.loop(loop, server.url)
            return Transcript(server.results, server.definitions, final, failed=getattr(server, "failed", []))

    async def loop(self, loop: Any, url: str) -> str:
        """Run the loop until the model calls no tool; return its last text."""
        raise NotImplementedError


class OpenAIChat(LoopDriver):
    name = "openai-chat"
    modules = ("openai",)
    endpoint = ScriptedOpenAI

    async def loop(self, loop: Any, url: str) -> str:
        from openai import AsyncOpenAI

        messages: list[Any] = [QUESTION]
        async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            while True:
                response = await client.chat.completions.create(
                    model="scripted", messages=messages, tools=loop.tools
                )
                added = await loop.answer(response)
                if not added:
                    return response.choices[0].message.content
                messages += added


class OpenAIResponses(LoopDriver):
    name = "openai-responses"
    modules = ("openai",)
    endpoint = ScriptedOpenAI

    async def loop(self, loop: Any, url: str) -> str:
        from openai import AsyncOpenAI

        items: list[Any] = [QUESTION]
        async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            while True:
                response = await client.responses.create(model="scripted", input=items, tools=loop.tools)
                added = await loop.answer(response)
                if not added:
                    return response.output_text
                items += added


class Anthropic(LoopDriver):
    name = "anthropic"
    modules = ("anthropic",)
    endpoint = ScriptedAnthropic
    sends_broken_json = False  # the API holds arguments as an object

    async def loop(self, loop: Any, url: str) -> str:
        from anthropic import AsyncAnthropic

        messages: list[Any] = [QUESTION]
        async with AsyncAnthropic(base_url=url, api_key="none", max_retries=0) as client:
            while True:
                response = await client.messages.create(
                    model="scripted", max_tokens=1_000, messages=messages, tools=loop.tools
                )
                added = await loop.answer(response)
                if not added:
                    return response.content[0].text
                messages += added


class Gemini(LoopDriver):
    name = "gemini"
    modules = ("google.genai",)
    endpoint = ScriptedGemini
    sends_broken_json = False  # the API holds arguments as an object
    wraps_text = True  # a response to a function is an object

    async def loop(self, loop: Any, url: str) -> str:
        from google import genai

        client = genai.Client(api_key="none", http_options={"base_url": url})
        contents: list[Any] = [{"role": "user", "parts": [{"text": "go"}]}]
        while True:
            response = await client.aio.models.generate_content(
                model="scripted", contents=contents, config={"tools": loop.tools}
            )
            added = await loop.answer(response)
            if not added:
                await client.aio.aclose()
                return response.text
            contents += added


LOOPS: dict[str, LoopDriver] = {
    driver.name: driver for driver in (OpenAIResponses(), OpenAIChat(), Anthropic(), Gemini())
}
