import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core"
import { createLink } from "@tanstack/react-router"
import type { AnchorHTMLAttributes } from "react"

type LinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "style" | "color">

/** A link to a page of ours, whose address is checked with the types. */
export const PageLink = createLink((props: LinkProps & AnchorProps) => <Anchor {...props} />)

/** The same that looks like a button. */
export const PageButton = createLink((props: LinkProps & ButtonProps) => <Button component="a" {...props} />)
